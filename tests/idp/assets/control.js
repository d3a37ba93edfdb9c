// Keeps the state on the page fresh; the buttons work without it.
const REFRESH_MS = 2000;

setInterval(async () => {
  if (document.hidden) {
    return;
  }
  try {
    const reply = await fetch('/', { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
    document.getElementById('state').replaceChildren(...page.getElementById('state').childNodes);
  } catch {
    document.getElementById('done').textContent = 'The demo enterprise has ended.';
  }
}, REFRESH_MS);
