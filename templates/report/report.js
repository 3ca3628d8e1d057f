'use strict';
(() => {
  const words = JSON.parse(document.body.dataset.words);
  const get = (id) => document.getElementById(id);
  const make = (tag, text = '', attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // What can be pasted gets its button when it is seen first.
  const addButtons = (root) => {
    for (const code of root.querySelectorAll('.code:not(:has(button))')) {
      const button = make('button', words.copy, { type: 'button' });
      button.addEventListener('click', async () => {
        const text = code.querySelector('pre').textContent;
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          getSelection().selectAllChildren(code.querySelector('pre'));
          document.execCommand('copy');
        }
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; }, 2000);
      });
      code.append(button);
    }
  };
  document.addEventListener('toggle', ({ target }) => { if (target.open) addButtons(target); }, true);
  for (const article of document.querySelectorAll('main > article, main > section')) {
    if (!article.querySelector('details.site')) addButtons(article);
  }

  const source = get('data');
  if (!source) return;
  const step = 100;
  const printed = 1000;
  const [form, rows, cards, more] = ['filters', 'rows', 'cards', 'more'].map(get);
  const ruleIds = JSON.parse(get('rules').textContent);
  // what comes again and again in the markup is one character there
  const pieces = JSON.parse(get('pieces').textContent);
  const whole = (short) => short.replace(/[\ue000-\uf8ff]/g, (sign) => pieces[sign.charCodeAt(0) - 0xe000]);
  // a line a site: its row, and behind a tab what is drawn when somebody looks at it
  const lines = source.textContent.trim().split('\n');
  const end = (line) => (line.includes('\t') ? line.indexOf('\t') : line.length);
  const sites = JSON.parse(`[${lines.map((line) => line.slice(0, end(line)))}]`).map(
    ([status, name, id, client, pages, errors, warnings, others, days, due, numbers, rules], at) =>
      ({ status, name, id, client, pages, errors, warnings, others, days, due, rules, at,
         text: `${name}\n${client}\n${numbers}`.toLowerCase() }));
  const byId = new Map(sites.map((site) => [site.id, site]));
  const collator = new Intl.Collator(document.documentElement.lang);
  const gravest = (a, b) =>
    a.status - b.status || b.errors - a.errors || b.warnings - a.warnings || b.others - a.others || a.at - b.at;
  const orders = {
    status: gravest,
    site: (a, b) => collator.compare(a.name, b.name),
    client: (a, b) => collator.compare(a.client, b.client),
    pages: (a, b) => a.pages - b.pages,
    findings: (a, b) => a.errors + a.warnings + a.others - b.errors - b.warnings - b.others,
    due: (a, b) => (a.days ?? Infinity) - (b.days ?? Infinity) || 0,
  };

  // Rows and cards: those of the file first, others as they are needed.
  const heads = [...document.querySelectorAll('th[data-sort]')];
  const known = { row: new Map(), card: new Map() };
  for (const row of rows.rows) known.row.set(row.dataset.site, row);
  for (const card of cards.children) known.card.set(card.querySelector('article').id, card);
  const remembered = (kind, build) => (site) => {
    if (!known[kind].has(site.id)) known[kind].set(site.id, build(site));
    return known[kind].get(site.id);
  };
  const rowOf = remembered('row', (site) => {
    const [name, word, sign] = words.statuses[site.status];
    const badge = make('b', '', { class: `badge ${name}` });
    badge.append(make('i', sign, { 'aria-hidden': 'true' }), ` ${word}`);
    const cells = {
      status: badge,
      site: make('a', site.name, { href: `#${site.id}` }),
      client: site.client,
      pages: site.pages,
      findings: site.errors + site.warnings + site.others || '',
      due: site.due[0] ? make('span', site.due[0], { class: site.due[1] }) : '',
    };
    const row = make('tr', '', { 'data-site': site.id });
    for (const head of heads) {
      const kind = head.dataset.sort;
      const cell = make('td', '', { 'data-name': head.dataset.name });
      cell.className = { site: 'name', pages: 'num', findings: 'num' }[kind] ?? '';
      cell.append(cells[kind]);
      if (!cell.textContent) cell.replaceChildren();
      row.append(cell);
    }
    return row;
  });
  const cardOf = remembered('card', (site) => {
    const holder = document.createElement('template');
    holder.innerHTML = whole(JSON.parse(lines[site.at].slice(end(lines[site.at]))));
    return holder.content.firstElementChild;
  });

  // What is wanted is in the address, so that a view can be sent to somebody.
  const fields = ['q', 'status', 'client', 'rule'].map(get).filter(Boolean);
  let sort = 'status';
  let list = [];
  let limit = step;
  const write = () => {
    const state = new URLSearchParams();
    for (const field of fields) if (field.value) state.set(field.id, field.value);
    if (sort !== 'status') state.set('sort', sort);
    history.replaceState(null, '', `#${state}`);
  };
  const read = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = state.get(field.id) ?? '';
    sort = state.get('sort') ?? 'status';
    if (!orders[sort.replace('-', '')]) sort = 'status';
  };
  const draw = () => {
    const shown = list.slice(0, limit);
    rows.replaceChildren(...shown.map(rowOf));
    cards.replaceChildren(...list.slice(0, Math.min(limit, printed)).map(cardOf));
    more.hidden = list.length <= limit;
    get('count').textContent = words.count
      .replace('{shown}', shown.length).replace('{found}', list.length).replace('{all}', sites.length);
  };
  const update = () => {
    const { q, status, client, rule } = Object.fromEntries(fields.map(({ id, value }) => [id, value]));
    const wanted = (q ?? '').trim().toLowerCase();
    const code = status ? words.statuses.findIndex(([name]) => name === status) : -1;
    const index = rule ? ruleIds.indexOf(rule) : -1;
    const fits = (site) => (!wanted || site.text.includes(wanted)) && (code < 0 || site.status === code)
      && (!client || site.client === client) && (index < 0 || site.rules.includes(index));
    const key = sort.replace('-', '');
    const way = sort === key ? 1 : -1;
    list = sites.filter(fits).sort((a, b) => way * orders[key](a, b) || gravest(a, b));
    for (const head of heads) {
      if (head.dataset.sort === key) head.setAttribute('aria-sort', way > 0 ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    }
    limit = sites.length > 500 ? step : sites.length;
    draw();
  };
  const show = (id) => {
    const site = byId.get(id);
    if (!site) return false;
    const card = cardOf(site);
    if (!card.isConnected) cards.prepend(card);
    card.open = true;
    card.scrollIntoView();
    card.querySelector('summary').focus({ preventScroll: true });
    return true;
  };
  const follow = () => {
    if (show(location.hash.slice(1))) return;
    if (location.hash.includes('=') || location.hash.length < 2) { read(); update(); }
  };

  // Controls appear here: without this script none would do anything.
  for (const head of heads) {
    const button = make('button', head.textContent, { type: 'button' });
    head.dataset.name = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const { sort: key } = head.dataset;
      sort = sort === key ? `-${key}` : key;
      write();
      update();
    });
  }
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => { write(); update(); });
  form.addEventListener('reset', () => setTimeout(() => { write(); update(); }));
  more.addEventListener('click', () => { limit += step; draw(); });
  addEventListener('hashchange', follow);

  let before;
  addEventListener('beforeprint', () => {
    if (!list.length) list = [...sites].sort(gravest);
    before = limit;
    limit = Infinity;
    draw();
    get('unprinted').hidden = list.length <= printed;
  });
  addEventListener('afterprint', () => { limit = before; draw(); get('unprinted').hidden = true; });

  list = [...sites].sort(gravest);
  more.hidden = rows.rows.length >= sites.length;
  limit = rows.rows.length;
  if (location.hash) follow();
})();
