package io.sluice.app.screen;

/** What one side was sent of late, and how much of it failed. */
public record SideTraffic(double perSecond, double errorPercent) {}
