/** Notes in a corner of the page, in a shadow tree so that neither page nor notes style the other. */
export function toasts() {
  const list = document.createElement('div');
  const shelter = document.createElement('div');
  shelter.attachShadow({ mode: 'open' }).append(list);
  list.setAttribute('role', 'status');
  list.style.cssText =
    'position:fixed;right:16px;bottom:16px;z-index:2147483647;display:grid;gap:8px;font:14px/1.4 system-ui,sans-serif';
  const show = (color: string, kind: string) => (message: string) => {
    if (!shelter.isConnected) document.body.append(shelter);
    const toast = document.createElement('div');
    toast.dataset.kind = kind;
    toast.textContent = message;
    toast.style.cssText = `background:${color};color:#fff;padding:10px 14px;border-radius:6px;max-width:420px;box-shadow:0 2px 8px #0006`;
    list.append(toast);
    setTimeout(() => toast.remove(), 6000);
  };
  return {
    success: show('#1b7f4b', 'success'),
    warning: show('#8f5b00', 'warning'),
    error: show('#b3261e', 'error'),
    note: show('#445d6e', 'note'),
  };
}
