// Makes what already works without it quicker: a slider for the as-of choice,
// keys, and a button that copies a citation.
(() => {
  'use strict';

  // The choice of moments becomes a slider that names the moment.
  const choice = document.querySelector('.asof select');
  if (choice) {
    const form = choice.form;
    const range = document.createElement('input');
    range.type = 'range';
    range.min = 0;
    range.max = choice.options.length - 1;
    range.value = choice.selectedIndex;
    range.id = 'asof-range';
    const out = document.createElement('output');
    out.htmlFor = range.id;
    const name = () => {
      choice.selectedIndex = range.value;
      out.textContent = choice.selectedOptions[0].textContent;
      range.setAttribute('aria-valuetext', out.textContent);
    };
    form.querySelector('label').htmlFor = range.id;
    choice.after(range, out);
    choice.hidden = true;
    name();
    range.addEventListener('input', name);
    range.addEventListener('change', () => form.requestSubmit());
  }

  // A page that had to be put off looks again, and says meanwhile how far it is.
  const wait = document.querySelector('[data-wait]');
  if (wait) {
    const look = async () => {
      try {
        const answer = await fetch(location.href, { cache: 'no-store' });
        if (answer.status !== 503) { location.reload(); return; }
        const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const part of ['.lead', 'progress']) {
          const [old, fresh] = [wait.querySelector(part), now.querySelector('[data-wait] ' + part)];
          if (!old || !fresh) continue;
          old.textContent = fresh.textContent;
          if (fresh.max) { old.max = fresh.max; old.value = fresh.value; }
        }
      } catch { /* the server is away: look again */ }
      setTimeout(look, 3000);
    };
    setTimeout(look, 3000);
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    const text = button.textContent;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed here';
      }
      setTimeout(() => { button.textContent = text; }, 2000);
    });
  }

  // One sentence of a text is open at a time.
  const sentences = [...document.querySelectorAll('.sentence')];
  for (const s of sentences) {
    s.addEventListener('toggle', () => {
      if (s.open) sentences.forEach(other => { if (other !== s) other.open = false; });
    });
  }

  // n and p go through the changes or entries of a page.
  const stops = [...document.querySelectorAll('.nd-woven [id], .change h2 a, .hits h2 a, .storylist h2 a, .sentence summary')];
  let at = -1;
  function go(by) {
    const seen = stops.filter(e => e.offsetParent);
    if (!seen.length) return;
    at = Math.max(0, Math.min(seen.length - 1, at + by));
    document.querySelectorAll('.here').forEach(e => e.classList.remove('here'));
    const stop = seen[at];
    if (!stop.matches('a, summary')) { stop.tabIndex = -1; stop.classList.add('here'); }
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: 'center' });
  }
  addEventListener('keydown', ev => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.target.matches('input, select, textarea')) return;
    const act = {
      '/': () => document.getElementById('quick').focus(),
      'n': () => go(1), 'p': () => go(-1),
      '?': () => { location.href = '/about'; },
    }[ev.key];
    if (act) { ev.preventDefault(); act(); }
  });
})();
