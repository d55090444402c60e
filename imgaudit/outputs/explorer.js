// What ia.explore shows. Rows are asked for once, small copies when they are scrolled to; all of it comes from the
// kernel as messages and lives in this page alone. Words are only ever set as text, never as HTML.

const FACETS = { verdict: "Verdict", severity: "Urgency", practice: "Practice", channel: "Channel", term: "Published" };
const ORDER = { verdict: ["Fix", "Ask", "Fine"], severity: ["critical", "high", "medium", "low"] };
const NONE = { verdict: "", severity: "nothing found", practice: "nothing found", channel: "", term: "not known when" };
const SORTS = { urgent: "Most urgent first", newest: "Newest first", oldest: "Oldest first", title: "By title", page: "By page" };
const HEIGHT = { table: 118, grid: 226 }, CARD = 200, AT_ONCE = 24, HELD = 800;
const BLUR = "The blur is only on this screen; the published picture is not blurred.";

function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...some(children));
  return node;
}

const some = (children) => children.flat().filter((child) => child !== null && child !== undefined);

const count = (n, one, more = one + "s") => `${n.toLocaleString("en-GB")} ${n === 1 ? one : more}`;

/** Messages to the kernel, each with a promise of its answer. */
function talk(model) {
  const waiting = new Map(), mark = Math.random().toString(36).slice(2);
  let number = 0;
  const heard = (told, buffers) => {
    waiting.get(told.to)?.([told, buffers]);
    waiting.delete(told.to);
  };
  model.on("msg:custom", heard);
  return {
    ask: (asked) => new Promise((resolve) => {
      const id = `${mark}-${number++}`;
      waiting.set(id, resolve);
      model.send({ ...asked, id });
    }),
    end: () => model.off("msg:custom", heard),
  };
}

/** Small copies: asked for a few at a time, what is on the screen first; the oldest are let go. */
function album(ask, shown, arrived) {
  const held = new Map();
  let busy = false;
  const next = async () => {
    if (busy) return;
    const rows = shown().filter((row) => !held.has(row)).slice(0, AT_ONCE);
    if (!rows.length) return;
    busy = true;
    const [told, buffers] = await ask({ ask: "pictures", rows });
    busy = false;
    if (told.error) return;
    let at = 0;
    told.rows.forEach((row, i) => held.set(row, told.why[i] !== null ? { why: told.why[i] }
      : { url: URL.createObjectURL(new Blob([buffers[at++]], { type: "image/jpeg" })) }));
    const kept = new Set(shown());
    for (const [row, one] of held) {
      if (held.size <= HELD) break;
      if (kept.has(row)) continue;
      if (one.url) URL.revokeObjectURL(one.url);
      held.delete(row);
    }
    arrived();
    next();
  };
  return { next, of: (row) => held.get(row), end: () => held.forEach((one) => one.url && URL.revokeObjectURL(one.url)) };
}

function explorer(root, data, ask) {
  const value = (name, row) => data.columns[name].words[data.columns[name].codes[row]];
  const all = Array.from({ length: data.n }, (_, row) => row);
  const facet = Object.fromEntries(Object.keys(FACETS).map((name) => {
    const { codes, words } = data.columns[name];
    const parts = words.map((word) => word.split(","));
    return [name, codes.map((code) => parts[code] ?? [NONE[name]])];
  }));
  const texts = all.map((row) => ["title", "alt", "caption", "page", "reason"].map((name) => value(name, row) ?? "").join("\n").toLowerCase());
  const rank = (name, row) => (ORDER[name].indexOf(value(name, row)) + 9) % 9;  // what has none comes last
  const by = {
    urgent: (a, b) => rank("verdict", a) - rank("verdict", b) || rank("severity", a) - rank("severity", b) || a - b,
    newest: (a, b) => (value("day", b) ?? "").localeCompare(value("day", a) ?? "") || a - b,
    oldest: (a, b) => (value("day", a) ?? "9").localeCompare(value("day", b) ?? "9") || a - b,
    title: (a, b) => value("title", a).localeCompare(value("title", b)) || a - b,
    page: (a, b) => value("page", a).localeCompare(value("page", b)) || a - b,
  };
  const chosen = Object.fromEntries(Object.keys(FACETS).map((name) => [name, new Set()]));
  const marked = new Set(data.marked), clear = new Set(), answered = new Map();
  let mode = "table", sort = "urgent", folded = true, sought = "", open = false, entries = [], nodes = new Map(), columns = 1;

  // Filters
  const passes = (row, but) => (!sought || texts[row].includes(sought)) && Object.keys(FACETS).every((name) =>
    name === but || !chosen[name].size || facet[name][row].some((word) => chosen[name].has(word)));
  const first = {};  // terms stand in the order of their days, and what says that there is none comes last
  for (const row of all) for (const word of facet.term[row]) if (!(first[word] <= (value("day", row) ?? "9"))) first[word] = value("day", row) ?? "9";
  const place = (name, word) => (word === NONE[name] ? "9" : name === "term" ? first[word] : String((ORDER[name] ?? []).indexOf(word) + 1)) + word;
  const inOrder = (name, words) => [...words].sort((a, b) => place(name, a).localeCompare(place(name, b)));
  const options = Object.fromEntries(Object.keys(FACETS).map((name) => [name, inOrder(name, new Set(facet[name].flat()))]));

  const chips = {};
  const facets = Object.entries(FACETS).map(([name, label]) => {
    chips[name] = options[name].map((word) => el("button", { type: "button", "aria-pressed": "false", "data-word": word, onclick: () => {
      chosen[name].has(word) ? chosen[name].delete(word) : chosen[name].add(word);
      refresh();
    } }));
    return el("div", { class: "facet", role: "group", "aria-label": label }, el("span", {}, label), chips[name]);
  });
  const tell = el("p", { role: "status", "aria-live": "polite" });
  const said = el("p", { role: "status", "aria-live": "polite" });
  const choose = (label, given, change) => el("label", {}, label + " ", el("select", { onchange: (e) => change(e.target.value) },
    Object.entries(given).map(([key, word]) => el("option", { value: key }, word))));
  const toggle = (label, pressed, change) => {
    const button = el("button", { type: "button", "aria-pressed": String(pressed), onclick: () => {
      const now = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(now));
      change(now);
    } }, label);
    return button;
  };
  const push = (label, done) => el("button", { type: "button", onclick: done }, label);
  const looked = push("", () => keep({ ask: "looked", rows: [...marked] }));
  const bar = el("div", { class: "bar", role: "toolbar", "aria-label": "Look, sort and mark" },
    toggle("Show pictures", false, (now) => { open = now; clear.clear(); redraw(); }),
    choose("View", { table: "Table", grid: "Grid" }, (to) => { mode = to; redraw(); }),
    choose("Order", SORTS, (to) => { sort = to; refresh(); }),
    toggle("Same picture once", true, (now) => { folded = now; refresh(); }),
    el("input", { type: "search", placeholder: "Search in titles, texts, reasons", "aria-label": "Search in titles, texts, reasons",
      oninput: (e) => { sought = e.target.value.trim().toLowerCase(); refresh(); } }),
    push("No filters", () => { Object.values(chosen).forEach((set) => set.clear()); sought = ""; bar.querySelector("input").value = ""; refresh(); }),
    push("Mark all shown", () => mark(entries.flat(), true)),
    push("Unmark all", () => mark([...marked], false)), looked);
  const todo = el("p", { class: "note" });

  // The list: of many thousand entries those on the screen are there, and the one that has the focus.
  const inner = el("div", { role: "list", "aria-label": "Pictures" });
  const list = el("div", { class: "list", tabindex: "0", role: "region", "aria-label": "Pictures, to be scrolled", onscroll: () => draw(), onkeydown: (e) => step(e) }, inner);
  const about = el("aside", { class: "about", "aria-label": "About one picture", hidden: true });
  root.replaceChildren(...some([el("h3", {}, `Pictures of ${data.title}`), el("p", { class: "note" }, BLUR),
    data.is_part ? el("p", { class: "loud" }, "A part of the audit: each verdict is of the placements that are in it.") : null,
    data.kept ? null : el("p", { class: "loud" }, "Answers given here are not all kept on disk: call ia.explore(audit, answers=\"answers.parquet\", reviews=\"reviews.parquet\")."),
    facets, bar, tell, todo, said, el("div", { class: "main" }, list, about)]));

  const visible = () => {
    const height = HEIGHT[mode], first = Math.floor(list.scrollTop / height) * columns;
    return [first, Math.min(entries.length, first + (Math.ceil(list.clientHeight / height) + 1) * columns)];
  };
  const photos = album(ask, () => {
    const [first, end] = visible();
    return entries.slice(first, end).map((rows) => rows[0]);
  }, () => nodes.forEach((node, at) => fill(node.querySelector(".pic"), entries[at][0])));

  function fill(frame, row) {
    const one = photos.of(row), shown = open !== clear.has(row);
    if (frame.dataset.filled !== String(one?.url ?? one?.why)) {
      const alt = value("alt", row) ?? `No alternative text published: ${value("title", row)}`;
      frame.replaceChildren(one?.url ? el("img", { src: one.url, alt, draggable: "false" }) : one?.why ?? "…");
      if (one?.url) frame.append(el("span", { class: "unseen" }, "Show or blur"));
      frame.dataset.filled = String(one?.url ?? one?.why);
    }
    frame.setAttribute("aria-pressed", String(shown));
  }

  function entry(at) {
    const rows = entries[at], [row] = rows, title = value("title", row);
    const box = el("input", { type: "checkbox", "data-part": "mark", "aria-label": `Mark ${title}`, onchange: (e) => mark(rows, e.target.checked) });
    box.checked = rows.every((one) => marked.has(one));
    box.indeterminate = !box.checked && rows.some((one) => marked.has(one));
    const frame = el("button", { type: "button", class: "pic", "data-part": "picture", title: BLUR, onclick: () => {
      clear.has(row) ? clear.delete(row) : clear.add(row);
      fill(frame, row);
    } });
    const places = new Set(rows.map((one) => value("channel", one)));
    const link = (name, words) => value(name, row) ? el("a", { href: value(name, row), target: "_blank", rel: "noopener noreferrer", "aria-label": `${words}: ${title}` }, words) : null;
    const node = el("div", { role: "listitem", class: "entry", "data-at": at, "aria-setsize": entries.length, "aria-posinset": at + 1 }, box, frame,
      el("div", { class: "said" }, el("p", {}, el("span", { class: `word ${value("verdict", row)}` }, value("verdict", row)), title),
        el("p", { class: "wide why", title: value("reason", row) }, value("reason", row)), answered.has(row) ? el("p", {}, answered.get(row)) : null),
      el("div", { class: "where wide" }, el("p", {}, [...places].join(", "), rows.length > 1 ? ` · ${count(rows.length, "place")}` : "", ` · ${value("day", row) ?? "day not known"}`),
        el("p", {}, value("page", row)), el("p", { class: "links" }, [link("page_link", "Page"), link("link", "File"), link("edit_link", "Edit")])),
      el("button", { type: "button", "data-part": "about", "aria-label": `Look closer and answer: ${title}`, onclick: () => look(rows, at) }, "Look closer"));
    fill(frame, row);
    return node;
  }

  function draw() {
    const [first, end] = visible(), height = HEIGHT[mode];
    for (const [at, node] of nodes) {
      if ((at < first || at >= end) && !node.contains(document.activeElement)) { node.remove(); nodes.delete(at); }
    }
    for (let at = first; at < end; at++) {
      if (nodes.has(at)) continue;
      const node = entry(at);
      const side = mode === "grid" ? `left:${(at % columns) * CARD + 4}px;width:${CARD - 8}px` : "left:0;right:0";
      node.style.cssText = `top:${Math.floor(at / columns) * height + (mode === "grid" ? 4 : 0)}px;height:${height - (mode === "grid" ? 8 : 0)}px;${side}`;
      nodes.set(at, node);
      const after = [...nodes.keys()].filter((other) => other > at).sort((a, b) => a - b)[0];
      inner.insertBefore(node, after === undefined ? null : nodes.get(after));  // read and tabbed in the order seen
    }
    photos.next();
  }

  function redraw() {
    nodes.forEach((node) => node.remove());
    nodes = new Map();
    list.classList.toggle("grid", mode === "grid");
    columns = mode === "grid" ? Math.max(1, Math.floor((list.clientWidth - 4) / CARD)) : 1;
    inner.style.height = `${Math.ceil(entries.length / columns) * HEIGHT[mode]}px`;
    draw();
  }

  function refresh() {
    const rows = all.filter((row) => passes(row)).sort(by[sort]);
    const groups = new Map();
    for (const row of rows) {
      const key = folded ? data.columns.picture.codes[row] : row;
      groups.has(key) ? groups.get(key).push(row) : groups.set(key, [row]);
    }
    entries = [...groups.values()];
    for (const name of Object.keys(FACETS)) {
      const many = {};
      for (const row of all) if (passes(row, name)) for (const word of facet[name][row]) many[word] = (many[word] ?? 0) + 1;
      for (const chip of chips[name]) {
        const word = chip.dataset.word;
        chip.textContent = `${word} ${(many[word] ?? 0).toLocaleString("en-GB")}`;
        chip.setAttribute("aria-pressed", String(chosen[name].has(word)));
        chip.disabled = !many[word] && !chosen[name].has(word);
      }
    }
    tell.textContent = `${count(rows.length, "placement")} of ${data.n.toLocaleString("en-GB")}, ${count(entries.length, folded ? "picture" : "row")}`;
    list.scrollTop = 0;
    redraw();
    count_marked();
  }

  function count_marked() {
    looked.textContent = `I looked at the ${marked.size.toLocaleString("en-GB")} marked today`;
    looked.hidden = todo.hidden = !marked.size;
    todo.textContent = `${count(marked.size, "placement")} marked. Their action list: ia.write_workbook(audit.where(view.selected), "part.xlsx"), where view = ia.explore(audit).`;
  }

  function mark(rows, on) {
    rows.forEach((row) => (on ? marked.add(row) : marked.delete(row)));
    nodes.forEach((node, at) => {
      const box = node.querySelector("input");
      box.checked = entries[at].every((row) => marked.has(row));
      box.indeterminate = !box.checked && entries[at].some((row) => marked.has(row));
    });
    count_marked();
    ask({ ask: "mark", rows: [...marked] });
  }

  /** Have something kept, and say what became of it where it is seen and read out. */
  async function keep(asked) {
    const [told] = await ask(asked);
    said.className = told.error || /not kept/i.test(told.said ?? "") ? "loud" : "note";
    said.textContent = told.error ?? told.said;
    if (told.answered) answered.set(told.row, "Answered: who is shown.");
    if (told.looked) told.rows.forEach((row) => answered.set(row, answered.get(row) ?? "Looked at today."));
    if (told.answered || told.looked) redraw();
    return told;
  }

  async function look(rows, at) {
    const [row] = rows, [told] = await ask({ ask: "about", row });
    const heading = el("h4", { tabindex: "-1" }, value("title", row));
    const close = () => { about.hidden = true; redraw(); nodes.get(at)?.querySelector("[data-part=about]").focus(); };
    const radio = data.choices.shows.map((word) => el("label", {}, el("input", { type: "radio", name: "shows", value: word }), ` ${word}`));
    const people = el("input", { type: "text", autocomplete: "off" });
    const everyone = el("select", {}, ["", ...data.choices.people_complete].map((word) => el("option", { value: word }, word)));
    const person = el("input", { type: "text", autocomplete: "off" }), needed = el("input", { type: "text", autocomplete: "off" });
    const result = el("p", { role: "status" }), canvas = el("div");
    const large = async () => {
      const [got, buffers] = await ask({ ask: "large", row });
      if (got.error || got.why) return canvas.replaceChildren(el("p", {}, got.error ?? got.why));
      const url = URL.createObjectURL(new Blob([buffers[0]], { type: "image/jpeg" }));
      about.classList.add("large");
      const marks = boxes_on(url, value("alt", row) ?? value("title", row), got.boxes, () => { result.textContent = ""; });
      canvas.replaceChildren(el("p", {}, "Draw a box round each head. They are covered in one solid colour in a copy; the published picture stays."),
        ...marks.nodes, push("Save boxes", () => send({ ask: "cover", row, boxes: marks.boxes })));
      canvas.querySelector("img").addEventListener("load", () => URL.revokeObjectURL(url));
    };
    about.classList.remove("large");
    const send = async (asked) => { const kept = await keep(asked); result.textContent = kept.error ?? kept.said; };
    about.replaceChildren(...some([el("button", { type: "button", onclick: close }, "Close"), heading,
      el("p", {}, el("span", { class: `word ${value("verdict", row)}` }, value("verdict", row)), value("reason", row)),
      el("p", {}, `Alternative text: ${value("alt", row) ?? "none published"}`), value("caption", row) ? el("p", {}, `Caption: ${value("caption", row)}`) : null,
      el("h4", {}, "Where it is shown"), el("ul", {}, rows.map((one) => el("li", {}, `${value("channel", one)}: `,
        value("page_link", one) ? el("a", { href: value("page_link", one), target: "_blank", rel: "noopener noreferrer" }, value("page", one)) : value("page", one)))),
      el("h4", {}, "What to do"), told.actions?.length ? el("ul", {}, told.actions.map((one) => el("li", {},
        `${one.fix} (${one.channel ?? ""}, ${one.severity}, due ${one.due_on ?? "not set"}, ${one.status}): ${one.problem}`))) : el("p", {}, "Nothing was found."),
      el("fieldset", {}, el("legend", {}, "Who is shown?"), el("p", {}, `Known so far: ${told.known ?? "nobody has said"}`), radio,
        el("label", {}, "People, with a semicolon between them ", people), el("label", {}, "Everyone listed? ", everyone),
        push("Keep this answer", () => send({ ask: "shows", row, shows: about.querySelector("input[name=shows]:checked")?.value ?? "",
          people: people.value, people_complete: everyone.value }))),
      el("fieldset", {}, el("legend", {}, "Looked at"), el("label", {}, "Looked at by ", person), el("label", {}, "Needed because (No if it is not) ", needed),
        push("I looked at it today", () => send({ ask: "looked", rows, looked_at_by: person.value, necessity: needed.value }))),
      el("fieldset", {}, el("legend", {}, "Cover faces"), push("Show it large, to draw boxes", large), canvas), result]));
    about.hidden = false;
    about.scrollTop = 0;
    redraw();
    heading.focus();
  }

  /** Arrow keys lead to the same part of the entry before or after. */
  function step(event) {
    const way = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const part = event.target.dataset?.part, here = event.target.closest?.(".entry");
    if (!way || !part || !here || (mode === "table" && Math.abs(way) === 1 && !/Down|Up/.test(event.key))) return;
    event.preventDefault();
    const at = Math.min(entries.length - 1, Math.max(0, Number(here.dataset.at) + way)), top = Math.floor(at / columns) * HEIGHT[mode];
    if (top < list.scrollTop || top + HEIGHT[mode] > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
    draw();
    nodes.get(at)?.querySelector(`[data-part=${part}]`).focus({ preventScroll: true });
  }

  const seen = new ResizeObserver(() => redraw());
  refresh();
  seen.observe(list);
  return () => { seen.disconnect(); photos.end(); };
}

/** Boxes on a picture, drawn with a pointer or moved by keys: shares of the picture as it is seen. */
function boxes_on(url, alt, drawn, changed) {
  const boxes = drawn.map((box) => [...box]);
  const within = (share) => Math.min(1, Math.max(0, share));
  const frame = el("div", { class: "cover" }, el("img", { src: url, alt, draggable: "false" }));
  const list = el("ul");
  const words = (box, at) => `Box ${at + 1}: from the left ${Math.round(box[0] * 100)} to ${Math.round(box[2] * 100)} %, from the top ${Math.round(box[1] * 100)} to ${Math.round(box[3] * 100)} %`;
  const place = (node, box, at) => {
    node.style.cssText = `left:${box[0] * 100}%;top:${box[1] * 100}%;width:${(box[2] - box[0]) * 100}%;height:${(box[3] - box[1]) * 100}%`;
    node.setAttribute("aria-label", `${words(box, at)}. Arrow keys move it, with Shift they size it, Delete removes it.`);
  };
  const draw = (focus) => {
    frame.querySelectorAll(".box").forEach((node) => node.remove());
    boxes.forEach((box, at) => {
      const node = el("button", { type: "button", class: "box", onkeydown: (e) => key(e, at) });
      place(node, box, at);
      frame.append(node);
    });
    list.replaceChildren(...boxes.map((box, at) => el("li", {}, words(box, at) + " ",
      el("button", { type: "button", "aria-label": `Remove box ${at + 1}`, onclick: () => remove(at) }, "Remove"))));
    undo.disabled = !boxes.length;
    changed();
    if (focus !== undefined) (frame.querySelectorAll(".box")[focus] ?? add).focus();
  };
  const remove = (at) => { boxes.splice(at, 1); draw(Math.max(0, at - 1)); };
  const add = el("button", { type: "button", onclick: () => { boxes.push([0.4, 0.3, 0.6, 0.6]); draw(boxes.length - 1); } }, "Add a box");
  const undo = el("button", { type: "button", onclick: () => { boxes.pop(); draw(boxes.length ? boxes.length - 1 : 0); } }, "Undo the last box");
  const key = (event, at) => {
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); event.stopPropagation(); return remove(at); }
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (across === undefined) return;
    event.preventDefault();
    event.stopPropagation();  // in a notebook they would lead to another cell
    const box = boxes[at], step = 0.01;
    const side = (low, high, way) => {
      if (event.shiftKey) box[high] = Math.max(box[low] + step, within(box[high] + way * step));
      else if (box[low] + way * step >= 0 && box[high] + way * step <= 1) { box[low] += way * step; box[high] += way * step; }
    };
    side(0, 2, across);
    side(1, 3, down);
    draw(at);
  };
  const at = (event) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    return [within((event.clientX - left) / width), within((event.clientY - top) / height)];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.classList.contains("box")) return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    const [x, y] = at(event), ghost = el("div", { class: "box ghost" });
    let box = null;
    frame.append(ghost);
    const move = (now) => {
      const [left, top] = at(now);
      box = [Math.min(x, left), Math.min(y, top), Math.max(x, left), Math.max(y, top)];
      place(ghost, box, boxes.length);
    };
    const end = (now) => {
      frame.removeEventListener("pointermove", move);
      frame.removeEventListener("pointerup", end);
      frame.removeEventListener("pointercancel", end);
      ghost.remove();
      if (now.type === "pointerup" && box && box[2] - box[0] > 0.005 && box[3] - box[1] > 0.005) { boxes.push(box); draw(boxes.length - 1); }
    };
    frame.addEventListener("pointermove", move);
    frame.addEventListener("pointerup", end);
    frame.addEventListener("pointercancel", end);
  });
  draw();
  return { boxes, nodes: [frame, el("div", { class: "bar" }, add, undo), list] };
}

async function render({ model, el: root }) {
  const { ask, end } = talk(model);
  let stop = () => {}, gone = false;
  root.classList.add("imgaudit");
  root.append(el("p", {}, "Waiting for the kernel. If nothing comes, run the cell again: nothing of it is saved with the notebook."));
  ask({ ask: "rows" }).then(([told]) => {
    if (gone) return;
    if (told.error) root.replaceChildren(el("p", { class: "loud" }, told.error));
    else stop = explorer(root, told, ask);
  });
  return () => { gone = true; end(); stop(); };
}

export default { render };
