// Draws the timeline anew for the width of the window and for the period that
// the reader zooms to. It reads everything from the list of events below it, so
// that the page says the same with and without it.
(() => {
  'use strict';
  const chart = document.querySelector('.tl-chart');
  if (!chart) return;
  const svg = chart.querySelector('svg');
  const NS = svg.namespaceURI;
  const HOUR = 36e5, DAY = 24 * HOUR, YEAR = 365.25 * DAY;
  const LANE = 26, RUG = 44, RUGMOST = 18, AXIS = 30, PAD = 16, CHAR = 6.9, BAND = 20;

  const events = [...document.querySelectorAll('.tl-event')].map(el => ({
    el, b: +el.dataset.b, e: +el.dataset.e, w: +el.dataset.w, m: el.dataset.m, vague: !!el.dataset.vague,
    label: el.querySelector('h3').textContent.trim(), weak: el.classList.contains('tl-weak'), absent: el.classList.contains('tl-absent'),
    day: el.closest('.tl-day').querySelector('h2 time').textContent,
    note: el.querySelector('.tl-note')?.textContent || '', revs: [...el.querySelectorAll('.tl-src')].map(s => s.textContent),
    figs: [...el.querySelectorAll('.tl-fig')].map(f =>
      f.querySelector('b').textContent + ': ' + [...f.querySelectorAll('li')].map(l => l.textContent).join(' | ')),
  }));
  const reports = [...document.querySelectorAll('.tl-day')].map(d => {
    const fine = [...d.querySelectorAll('.tl-event')].find(e => !e.dataset.vague);
    return fine ? { t: Math.floor(+fine.dataset.b / DAY) * DAY, n: parseInt(d.querySelector('small').textContent, 10) } : null;
  }).filter(Boolean);
  if (!events.length) return;

  const all = [Math.min(...events.map(e => e.b)), Math.max(...events.map(e => e.e))];
  const margin = (a, b) => Math.max((b - a) / 40, DAY / 2);
  function focus() {
    let at = events.filter(e => !e.vague).flatMap(e => [e.b, e.e]).sort((a, b) => a - b);
    if (!at.length) at = all;
    let lo = at[0], hi = at[at.length - 1];
    const k = Math.floor(at.length / 10), a = at[k], b = at[at.length - 1 - k];
    if (at.length >= 20 && hi - lo > 5 * (b - a)) [lo, hi] = [a, b];
    const far = Math.min(Math.max(3 * (hi - lo), 7 * DAY), 45 * DAY);
    const near = events.filter(e => e.vague && e.e - e.b <= far && e.e > lo - far && e.b < hi + far);
    lo = Math.min(lo, ...near.map(e => e.b));
    hi = Math.max(hi, ...near.map(e => e.e));
    return [lo - margin(lo, hi), hi + margin(lo, hi)];
  }
  let [lo, hi] = focus();
  let width = 960, lanes = 9;

  const STEPS = [[HOUR / 4, 'min'], [HOUR, 'min'], [3 * HOUR, 'min'], [6 * HOUR, 'hour'], [12 * HOUR, 'hour'], [DAY, 'day'], [2 * DAY, 'day'], [7 * DAY, 'day'],
    [14 * DAY, 'day'], [YEAR / 12, 'month'], [YEAR / 4, 'month'], [YEAR / 2, 'month'], ...[1, 2, 5, 10, 25, 50, 100, 500].map(n => [n * YEAR, 'year'])];
  const FORMAT = Object.fromEntries(Object.entries({
    min: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { day: 'numeric', month: 'short' }, month: { month: 'short', year: 'numeric' }, year: { year: 'numeric' },
  }).map(([k, o]) => [k, new Intl.DateTimeFormat('en-GB', { ...o, timeZone: 'UTC' })]));

  function ticks() {
    const need = (hi - lo) * 84 / (width - 2 * PAD);
    const [step, unit] = STEPS.find(s => s[0] >= need) || STEPS[STEPS.length - 1];
    const out = [];
    const d = new Date(lo);
    let next;
    if (unit === 'year') {
      const n = Math.round(step / YEAR);
      let y = Math.floor(d.getUTCFullYear() / n) * n;
      next = () => { const t = Date.UTC(y, 0); y += n; return t; };
    } else if (unit === 'month') {
      const n = Math.round(step * 12 / YEAR);
      let m = d.getUTCFullYear() * 12 + Math.floor(d.getUTCMonth() / n) * n;
      next = () => { const t = Date.UTC(Math.floor(m / 12), m % 12); m += n; return t; };
    } else {
      const origin = step >= 7 * DAY ? 4 * DAY : 0; // weeks begin on Monday
      let t = Math.floor((lo - origin) / step) * step + origin;
      next = () => { const v = t; t += step; return v; };
    }
    for (let t = next(); t < hi && out.length < 200; t = next()) if (t >= lo) out.push([t, FORMAT[unit].format(t)]);
    return out;
  }

  const x = t => PAD + (t - lo) / (hi - lo) * (width - 2 * PAD);
  function node(parent, name, attrs, text) {
    const n = document.createElementNS(NS, name);
    for (const k in attrs) n.setAttribute(k, attrs[k]);
    if (text !== undefined) n.textContent = text;
    return parent.appendChild(n);
  }
  const short = (s, n) => s.length > n ? s.slice(0, n - 1).replace(/(.{9})\s+\S*$/, '$1') + '…' : s;

  function layout() {
    const taken = Array.from({ length: lanes }, () => []);
    const most = Math.max(16, Math.min(44, Math.floor(width / 2 / CHAR)));
    const shown = events.filter(e => e.e > lo && e.b < hi);
    for (const e of [...shown].sort((p, q) => q.w - p.w || p.b - q.b)) {
      const a = Math.max(x(e.b), 0), b = Math.min(x(e.e), width);
      const at = b - a > BAND ? Math.max(a, 0) + 7 : (a + b) / 2;
      const text = short(e.label, most), w = CHAR * text.length;
      // The label stands behind its point or band, else before it, else upon a band that leaves no room.
      const wide = b - a > BAND, before = wide ? a - 6 : at - 9, behind = wide ? b + 6 : at + 9;
      let from = Math.min(at, a) - 8, to = Math.max(at + 8, b + 4), left = false, upon = false, tx = behind;
      if (behind + w <= width) to = behind + w + 5;
      else if (before - w >= 0) { left = true; tx = before; from = before - w - 5; }
      else { upon = true; tx = at + 9; to = Math.max(to, tx + w); }
      const lane = taken.findIndex(t => t.every(([p, q]) => to <= p || q <= from));
      if (lane >= 0) taken[lane].push([from, to]);
      e.at = { a, b, x: at, lane, text, left, upon, tx };
    }
    return shown;
  }

  function draw() {
    width = Math.max(280, Math.round(chart.querySelector('.tl-scroll').clientWidth));
    lanes = width < 600 ? 7 : 9;
    const bottom = lanes * LANE + RUG, height = bottom + AXIS;
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const had = document.activeElement?.dataset?.id;
    svg.querySelectorAll(':scope > :not(defs)').forEach(n => n.remove());
    const shown = layout();

    const axis = node(svg, 'g', { class: 'tl-axis' });
    for (const [t, label] of ticks()) {
      node(axis, 'line', { x1: x(t), x2: x(t), y1: 0, y2: bottom + 5 });
      const half = CHAR / 2 * label.length;
      node(axis, 'text', { x: Math.min(Math.max(x(t), half), width - half), y: bottom + 20 }, label);
    }
    node(axis, 'line', { class: 'tl-base', x1: 0, x2: width, y1: bottom, y2: bottom });

    const rug = node(svg, 'g', { class: 'tl-rug' });
    const peak = Math.max(1, ...reports.map(r => r.n));
    for (const r of reports) {
      if (r.t + DAY < lo || r.t > hi) continue;
      const h = (RUG - 8) * Math.sqrt(r.n / peak);
      const day = Math.max(1.5, x(r.t + DAY) - x(r.t) - .5), w = Math.min(day, RUGMOST);
      node(rug, 'rect', { x: x(r.t) + (day - w) / 2, y: bottom - h, width: w, height: h });
    }

    const marks = node(svg, 'g', { class: 'tl-marks' });
    for (const e of [...shown].sort((p, q) => p.b - q.b)) if (e.at.lane >= 0) mark(marks, e);
    const note = (px, anchor, s) => node(svg, 'text', { class: 'tl-beyond', x: px, y: lanes * LANE + 12, 'text-anchor': anchor }, s);
    const early = events.filter(e => e.e <= lo).length, late = events.filter(e => e.b >= hi).length, crowded = shown.filter(e => e.at.lane < 0).length;
    if (early) note(4, 'start', `◂ ${early} earlier`);
    if (late) note(width - 4, 'end', `${late} later ▸`);
    if (crowded) note(width / 2, 'middle', `${crowded} more in the list`);
    if (had) svg.querySelector(`[data-id="${had}"]`)?.focus({ preventScroll: true });
  }

  function mark(parent, e) {
    const y = LANE * (e.at.lane + .5), p = e.at;
    const g = node(parent, 'a', { href: '#' + e.el.id, 'data-id': e.el.id, class: `tl-mark tl-${e.m}${e.weak ? ' tl-weak' : ''}${e.absent ? ' tl-absent' : ''}${p.upon ? ' tl-upon' : ''}` });
    g.setAttribute('aria-label', `${e.day}: ${e.label}. ${e.note}`);
    if (p.b - p.a > BAND) node(g, 'rect', { class: 'tl-band' + (e.vague ? ' tl-vague' : ''), x: p.a, y: y - 7, width: p.b - p.a, height: 14, rx: 3 });
    if (e.m === 'denied') node(g, 'path', { class: 'tl-point', d: `M${p.x - 4} ${y - 4}l8 8m0 -8l-8 8` });
    else node(g, 'circle', { class: 'tl-point', cx: p.x, cy: y, r: 4.5 });
    node(g, 'text', { x: p.tx, y: y + 4, 'text-anchor': p.left ? 'end' : 'start' }, p.text);
    g.addEventListener('mouseenter', () => show(e, g));
    g.addEventListener('focus', () => show(e, g));
    g.addEventListener('mouseleave', hide);
    g.addEventListener('blur', hide);
  }

  const tip = document.createElement('div');
  tip.className = 'tl-tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  chart.append(tip);
  function show(e, g) {
    tip.replaceChildren();
    const add = (tag, s) => { if (s) { const n = document.createElement(tag); n.textContent = s; tip.append(n); } };
    add('span', e.day + (e.note ? ' (' + e.note + ')' : ''));
    add('b', e.label);
    e.figs.forEach(f => add('span', f));
    e.revs.slice(0, 3).forEach(r => add('span', r));
    if (e.revs.length > 3) add('span', `and ${e.revs.length - 3} more`);
    tip.hidden = false;
    const box = chart.getBoundingClientRect(), r = g.querySelector('.tl-point').getBoundingClientRect();
    tip.style.left = Math.max(0, Math.min(r.left - box.left - 20, box.width - tip.offsetWidth)) + 'px';
    tip.style.top = (r.bottom - box.top + 10) + 'px';
    e.el.classList.add('tl-on');
  }
  function hide() {
    tip.hidden = true;
    document.querySelectorAll('.tl-event.tl-on').forEach(n => n.classList.remove('tl-on'));
  }

  const LEAST = HOUR * 6, MOST = Math.max(all[1] - all[0], 30 * DAY) * 1.3 + 10 * YEAR;
  function zoom(factor, centre = (lo + hi) / 2) {
    const span = Math.min(MOST, Math.max(LEAST, (hi - lo) * factor));
    const f = (centre - lo) / (hi - lo);
    lo = centre - f * span;
    hi = lo + span;
    draw();
  }
  function pan(by) { lo += by; hi += by; draw(); }
  const timeAt = px => lo + (px - svg.getBoundingClientRect().left - PAD) / (width - 2 * PAD) * (hi - lo);

  svg.addEventListener('wheel', ev => {
    if (!ev.ctrlKey && !ev.metaKey && !ev.shiftKey) return; // the page scrolls as ever
    ev.preventDefault();
    if (ev.shiftKey) pan((hi - lo) * Math.sign(ev.deltaY || ev.deltaX) / 12);
    else zoom(Math.exp(ev.deltaY / 300), timeAt(ev.clientX));
  }, { passive: false });

  const held = new Map();
  let moved = 0;
  svg.addEventListener('pointerdown', ev => { held.set(ev.pointerId, ev.clientX); if (held.size === 1) moved = 0; });
  addEventListener('pointermove', ev => {
    if (!held.has(ev.pointerId)) return;
    const before = [...held.values()];
    const dx = ev.clientX - held.get(ev.pointerId);
    held.set(ev.pointerId, ev.clientX);
    const now = [...held.values()];
    moved += Math.abs(dx);
    if (moved < 4) return;
    if (now.length === 2) {
      const gap = v => Math.max(8, Math.abs(v[0] - v[1]));
      zoom(gap(before) / gap(now), timeAt((now[0] + now[1]) / 2));
    } else pan(-dx / (width - 2 * PAD) * (hi - lo));
  });
  for (const type of ['pointerup', 'pointercancel']) addEventListener(type, ev => held.delete(ev.pointerId));
  svg.addEventListener('click', ev => { if (moved > 4) ev.preventDefault(); }, true);
  svg.addEventListener('dragstart', ev => ev.preventDefault());
  svg.addEventListener('dblclick', ev => { ev.preventDefault(); zoom(.4, timeAt(ev.clientX)); });

  function step(by) {
    const marks = [...svg.querySelectorAll('.tl-mark')];
    const i = marks.indexOf(document.activeElement);
    marks[Math.max(0, Math.min(marks.length - 1, i + by))]?.focus({ preventScroll: true });
  }
  chart.addEventListener('keydown', ev => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey) return;
    const act = {
      '+': () => zoom(.6), '=': () => zoom(.6), '-': () => zoom(1 / .6), '0': reset, 'a': everything,
      ArrowRight: () => ev.shiftKey ? pan((hi - lo) / 5) : step(1), ArrowLeft: () => ev.shiftKey ? pan((lo - hi) / 5) : step(-1), Escape: hide,
    }[ev.key];
    if (act) { ev.preventDefault(); act(); }
  });
  function reset() { [lo, hi] = focus(); draw(); }
  function everything() { const m = margin(...all); [lo, hi] = [all[0] - m, all[1] + m]; draw(); }

  const tools = document.createElement('span');
  tools.className = 'tl-tools';
  for (const [text, name, act] of [['+', 'Zoom in', () => zoom(.6)], ['−', 'Zoom out', () => zoom(1 / .6)], ['All', 'Show everything', everything], ['Reset', 'Back to the first view', reset]]) {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = text;
    b.title = name;
    b.setAttribute('aria-label', name);
    b.addEventListener('click', act);
    tools.append(b);
  }
  chart.querySelector('figcaption').append(tools);
  chart.classList.add('tl-live');
  let frame = 0;
  new ResizeObserver(() => { cancelAnimationFrame(frame); frame = requestAnimationFrame(draw); }).observe(chart.querySelector('.tl-scroll'));
  addEventListener('beforeprint', () => document.querySelectorAll('.tl details').forEach(d => { d.open = true; }));
  draw();
})();
