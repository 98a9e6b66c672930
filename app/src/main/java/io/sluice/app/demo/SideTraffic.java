package io.sluice.app.demo;

/** What one side was sent of late, and how much of it failed. */
record SideTraffic(double perSecond, double errorPercent) {}
