// Runs before anything is painted, so that no page flashes in the other theme.
(() => {
  try {
    const chosen = localStorage.getItem('sluice.theme');
    if (chosen === 'light' || chosen === 'dark') {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // storage may be forbidden; then the system's theme it is
  }
})();
