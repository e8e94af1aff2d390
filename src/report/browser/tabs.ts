/** Turns the panels, which stand one below the other without script, into tabs; tells how to open one of them. */
export function makeTabs(panels: readonly HTMLElement[]): (id: string) => void {
  const list = document.createElement('div');
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', 'Parts of the report');
  const tabs = panels.map((panel) => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `tab-${panel.id}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    tab.textContent = panel.dataset['title'] ?? panel.id;
    tab.addEventListener('click', () => open(panel.id));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    list.append(tab);
    return tab;
  });
  panels[0]?.before(list);
  list.addEventListener('keydown', ({ key }) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const at = tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    next.click();
    next.focus();
  });
  const open = (id: string) => {
    for (const [at, panel] of panels.entries()) {
      const isOpen = panel.id === id;
      panel.hidden = !isOpen;
      tabs[at]?.setAttribute('aria-selected', String(isOpen));
      tabs[at]?.setAttribute('tabindex', isOpen ? '0' : '-1');
    }
  };
  const byAddress = () => {
    const target = document.getElementById(location.hash.slice(1));
    const panel = target?.closest('.panel');
    open(panel?.id ?? panels[0]?.id ?? '');
    target?.scrollIntoView();
  };
  addEventListener('hashchange', byAddress);
  byAddress();
  return open;
}
