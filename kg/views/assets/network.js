(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = {
    zh: {
      counts: (n, e, f, r) => `${n} 个节点 · ${e} 条关系 · ${f} 条事实 · ${r} 篇报道`, search: "按名称查找（按 / 键）", none: "没有找到",
      reset: "复位", language: "English", legend: "图例", relations: "关系", zoomIn: "放大", zoomOut: "缩小", fit: "全图",
      reports: "报道", most: "联系最多", help: "点一个节点或一条线，看有关的事实和原文；双击节点放大。", aliases: "又称", section: (n) => `第 ${n} 节`,
      rule: "规则", confidence: "置信度", noFacts: "没有直接的事实。", relation: "关系", canvas: "关系图：方向键平移，加减键缩放，Esc 复位",
      panel: "事实与原文", keys: ["查找", "下一个", "复位"], other: "其他",
    },
    en: {
      counts: (n, e, f, r) => [[n, "node"], [e, "relation"], [f, "fact"], [r, "report"]].map(([k, word]) => `${k} ${word}${k === 1 ? "" : "s"}`).join(" · "), search: "Find by name (press /)", none: "not found",
      reset: "Reset", language: "中文", legend: "Legend", relations: "Relations", zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show all",
      reports: "Reports", most: "Most connected", help: "Click a node or a line to see its facts and the words they rest on; double-click a node to zoom in.", aliases: "Also",
      section: (n) => `section ${n}`, rule: "rule", confidence: "confidence", noFacts: "No facts of its own.", relation: "Relation",
      canvas: "Graph: arrow keys move, plus and minus zoom, Esc resets", panel: "Facts and quotes",
      keys: ["find", "next", "reset"], other: "other",
    },
  };
  const byId = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  const types = new Map(data.types.map((type) => [type.id, type]));
  const incident = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of data.edges) {
    incident.get(edge.from).push(edge);
    if (edge.to !== edge.from) incident.get(edge.to).push(edge);
  }
  const state = { language: "zh", hiddenTypes: new Set(), hiddenRelations: new Set(), selected: null, found: [], at: -1 };
  const say = () => words[state.language];
  const term = (name) => (data.terms[name] || [name, name])[state.language === "zh" ? 0 : 1];
  const typeName = (id) => (types.has(id) ? types.get(id)[state.language] : "") || say().other;
  const colorOf = (node) => (typeof node.color === "string" ? node.color : (types.get(node.group) || {}).color) || "#7a8290";

  /** An element with children; strings become text and nothing else. */
  function make(tag, options = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(options)) {
      if (key === "class") element.className = value;
      else if (key === "click") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  const OUTLINES = {
    dot: "M7 1a6 6 0 1 0 .01 0z", square: "M2 2h10v10H2z", triangle: "M7 1l6.2 11.4H.8z", triangleDown: "M7 13l6.2-11.4H.8z",
    diamond: "M7 .5L13.5 7 7 13.5.5 7z", hexagon: "M3.6 1.2h6.8L13.7 7l-3.3 5.8H3.6L.3 7z",
    star: "M7 .6l1.9 4.3 4.7.5-3.5 3.1 1 4.6L7 10.7l-4.1 2.4 1-4.6L.4 5.4l4.7-.5z",
  };
  function mark(color, shape) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("class", "shape");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", OUTLINES[shape] || OUTLINES.dot);
    path.setAttribute("fill", color);
    svg.append(path);
    return svg;
  }

  // The drawing

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    return { ink: get("--ink"), soft: get("--soft"), edge: get("--edge"), halo: get("--halo"), accent: get("--accent") };
  };
  let colors = theme();
  const shownNode = (node) => !state.hiddenTypes.has(node.group);
  const shownEdge = (edge) =>
    !state.hiddenRelations.has(edge.relation) && shownNode(nodes.get(edge.from)) && shownNode(nodes.get(edge.to));

  /** The nodes and edges to light up; null where all are. */
  function lit() {
    if (!state.selected) return null;
    const { kind, id } = state.selected;
    const chosen = kind === "edge" ? [edges.get(id)] : incident.get(id);
    return {
      nodes: new Set([...(kind === "node" ? [id] : []), ...chosen.flatMap((edge) => [edge.from, edge.to])]),
      edges: new Set(chosen.map((edge) => edge.id)),
    };
  }
  function drawnNode(node, light) {
    const dim = light !== null && !light.nodes.has(node.id);
    const color = colorOf(node);
    const font = { size: 14, ...(node.font || {}), color: colors.ink, strokeWidth: 3, strokeColor: colors.halo, face: fontFace };
    if (dim) Object.assign(font, { color: "rgba(128,128,128,.22)", strokeWidth: 0 });
    return {
      id: node.id, hidden: !shownNode(node), opacity: dim ? 0.13 : 1, font,
      color: { background: color, border: dim ? "rgba(128,128,128,0)" : large ? color : colors.halo, highlight: { background: color, border: colors.ink }, hover: { background: color, border: colors.ink } },
    };
  }
  function drawnEdge(edge, light) {
    const on = light !== null && light.edges.has(edge.id);
    const dim = light !== null && !on;
    const color = on ? colors.accent : colors.edge;
    return {
      id: edge.id, hidden: !shownEdge(edge), width: on ? 1.8 : edge.width || 1,
      color: { color, highlight: colors.accent, hover: colors.accent, opacity: dim ? 0.12 : on || !large ? 1 : 0.5 },
      font: { size: 11, face: fontFace, color: light !== null ? "rgba(0,0,0,0)" : colors.soft, strokeWidth: light !== null ? 0 : 3, strokeColor: colors.halo, align: "horizontal" },
    };
  }
  const large = data.edges.length > 1500;
  const fontFace = getComputedStyle(document.body).fontFamily;
  const whole = (edge) => `${nodes.get(edge.from).title} → ${edge.label} → ${nodes.get(edge.to).title}`;
  const visNodes = new vis.DataSet(data.nodes.map((node) => ({
    label: node.label, title: node.title, shape: node.shape, size: node.size, value: node.value, x: node.x, y: node.y, borderWidth: 1.5, ...drawnNode(node, null),
  })));
  const visEdges = new vis.DataSet(data.edges.map((edge) => ({
    from: edge.from, to: edge.to, label: edge.label, title: edge.title || whole(edge), arrows: edge.arrows, dashes: edge.dashes || false,
    smooth: edge.smooth || false, selfReference: edge.selfReference, ...drawnEdge(edge, null),
  })));
  const network = new vis.Network(byId("canvas"), { nodes: visNodes, edges: visEdges }, {
    autoResize: true, physics: false, layout: { improvedLayout: false },
    interaction: { hover: !large, tooltipDelay: 200, selectConnectedEdges: false, hideEdgesOnDrag: large, hideEdgesOnZoom: large, keyboard: false, multiselect: false },
    nodes: { borderWidthSelected: 3, scaling: { label: { drawThreshold: 4.8 } } },
    edges: { arrows: { to: { scaleFactor: 0.5 } }, hoverWidth: 0.6, selectionWidth: 0.8, scaling: { label: { drawThreshold: 8 } } },
  });
  const frame = byId("canvas").querySelector(".vis-network");
  if (frame) frame.tabIndex = -1; // the element around it takes the keys

  let painted = new Map();
  function paint() {
    const light = lit();
    const changed = (items, draw) => items.map((item) => draw(item, light)).filter((item) => {
      const now = JSON.stringify(item);
      const before = painted.get(item.id);
      painted.set(item.id, now);
      return before !== now;
    });
    const newNodes = changed(data.nodes, drawnNode);
    const newEdges = changed(data.edges, drawnEdge);
    if (newNodes.length) visNodes.update(newNodes);
    if (newEdges.length) visEdges.update(newEdges);
    network.unselectAll();
    if (state.selected) network.setSelection({ nodes: state.selected.kind === "node" ? [state.selected.id] : [], edges: state.selected.kind === "edge" ? [state.selected.id] : [] }, { highlightEdges: false });
  }

  /** Write the names of the lit lines above everything, each where its line is least covered. */
  function nameLines(canvas) {
    const light = lit();
    if (light === null || light.edges.size > 60 || network.getScale() < 0.45) return;
    const taken = [...light.nodes].filter((id) => shownNode(nodes.get(id))).map((id) => network.getBoundingBox(id)).map((box) => ({ ...box, bottom: box.bottom + 9 })); // vis counts labels short
    canvas.save();
    Object.assign(canvas, { font: `11.5px ${fontFace}`, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4, strokeStyle: colors.halo, fillStyle: colors.ink });
    for (const id of light.edges) {
      if (!shownEdge(edges.get(id))) continue;
      const text = edgeLabel(edges.get(id));
      const half = canvas.measureText(text).width / 2 + 2;
      const places = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].flatMap((t) => {
        const point = network.body.edges[id].edgeType.getPoint(t);
        return [0, half + 5, -half - 5].map((aside) => { // on the line, or beside it
          const x = point.x + aside, y = point.y;
          const box = { left: x - half, right: x + half, top: y - 7, bottom: y + 7 };
          const share = (other) => Math.max(0, Math.min(box.right, other.right) - Math.max(box.left, other.left)) * Math.max(0, Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top));
          return { x, y, box, covered: taken.reduce((sum, other) => sum + share(other), aside ? 60 : 0) };
        });
      });
      const best = places.reduce((a, b) => (b.covered < a.covered - 1 ? b : a));
      if (best.covered > 300) continue; // a name of a thing comes first; the panel has both
      canvas.strokeText(text, best.x, best.y);
      canvas.fillText(text, best.x, best.y);
      taken.push(best.box);
    }
    canvas.restore();
  }
  network.on("afterDrawing", nameLines);

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const animation = () => (calm.matches || navigator.webdriver ? false : { duration: 400, easingFunction: "easeInOutQuad" });
  /** Fill the canvas with these nodes and their labels, but no closer than `most`. */
  function frameOn(ids, most) {
    const boxes = ids.filter((id) => shownNode(nodes.get(id))).map((id) => network.getBoundingBox(id));
    if (!boxes.length) return;
    const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
    const top = Math.min(...boxes.map((box) => box.top)), bottom = Math.max(...boxes.map((box) => box.bottom));
    const canvas = byId("canvas");
    const scale = Math.min((canvas.clientWidth - 48) / (right - left), (canvas.clientHeight - 48) / (bottom - top), most);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.01), animation: animation() });
  }
  const bring = (ids) => frameOn([...new Set(ids)], 1.1);
  const showAll = () => frameOn([...nodes.keys()], 1.4);

  // The panel

  const panel = byId("panel");
  function nodeLink(id, text) {
    const node = nodes.get(id);
    return make("button", { class: "link", type: "button", click: () => select(id, true) }, make("bdi", {}, text || node.title));
  }
  function quoteOf([prefix, exact, suffix]) {
    return make("blockquote", {}, prefix ? `…${prefix}` : "", make("mark", {}, exact), suffix ? `${suffix}…` : "");
  }
  function sourceOf(fact) {
    const report = data.reports[fact.report];
    const section = typeof fact.section === "string" ? fact.section : fact.section > 0 ? say().section(fact.section) : "";
    const parts = [report ? `《${report.title}》` : "", section, fact.confidence === undefined ? "" : `${say().confidence} ${fact.confidence}`];
    return make("div", { class: "from", title: fact.rule ? `${say().rule}：${fact.rule}` : "" }, make("bdi", {}, parts.filter(Boolean).join(" · ")));
  }
  function basisOf(fact) {
    const more = (fact.more || []).map(([name, value]) => make("span", {}, `${term(name)}：`, make("bdi", {}, value)));
    return [more.length ? make("div", { class: "more" }, ...more) : "", ...fact.quotes.map(quoteOf), sourceOf(fact)];
  }
  /** One thing said, and every fact that says it. */
  function entry(claim, numbers) {
    return make("div", { class: "fact" }, make("div", { class: "claim" }, ...claim), ...numbers.flatMap((number) => basisOf(data.facts[number])));
  }
  const soft = (text) => make("span", { class: "relation" }, make("bdi", {}, text));
  /** A relation and what is said by it: in one line if it is one thing, else under a heading with their number. */
  function group(name, items) {
    if (items.length === 1) return [entry([soft(name), ...items[0][0]], items[0][1])];
    return [make("h3", {}, name, make("span", { class: "count" }, String(items.length))), ...items.map(([claim, numbers]) => entry(claim, numbers))];
  }
  function chip(type) {
    const { color, shape } = types.get(type) || { color: "#7a8290", shape: "dot" };
    return make("span", { class: "chip" }, mark(color, shape), typeName(type));
  }
  function grouped(items, key) {
    const groups = new Map();
    for (const item of items) groups.set(key(item), [...(groups.get(key(item)) || []), item]);
    return groups;
  }

  function nodePanel(node) {
    const parts = [chip(node.group), make("h2", {}, make("bdi", {}, node.title))];
    if (node.aliases.length) parts.push(make("p", { class: "aliases" }, `${say().aliases}：`, make("bdi", {}, node.aliases.join("、"))));
    const own = grouped(node.facts, (number) => data.facts[number].p);
    for (const [name, numbers] of own) {
      const texts = grouped(numbers, (number) => data.facts[number].o);
      parts.push(...group(term(name), [...texts].map(([text, same]) => [[make("bdi", { class: "value" }, text)], same])));
    }
    const ends = incident.get(node.id);
    const outward = grouped(ends.filter((edge) => edge.from === node.id), (edge) => edge.relation);
    const inward = grouped(ends.filter((edge) => edge.from !== node.id), (edge) => edge.relation);
    const claim = (edge, far) => [nodeLink(far), ...(edgeLabel(edge) === term(edge.relation) ? [] : [soft(edgeLabel(edge))])];
    for (const [name, same] of outward) parts.push(...group(`${term(name)} →`, same.map((edge) => [claim(edge, edge.to), edge.facts])));
    for (const [name, same] of inward) parts.push(...group(`← ${term(name)}`, same.map((edge) => [claim(edge, edge.from), edge.facts])));
    if (!own.size && !ends.length) parts.push(make("p", { class: "quiet" }, say().noFacts));
    return parts;
  }
  function edgePanel(edge) {
    const claim = [nodeLink(edge.from), soft("→"), nodeLink(edge.to)];
    return [make("span", { class: "chip" }, say().relation), make("h2", {}, make("bdi", {}, edgeLabel(edge))), entry(claim, edge.facts)];
  }
  const edgeLabel = (edge) => (data.terms[edge.relation]?.[0] === edge.label ? term(edge.relation) : edge.label || term(edge.relation));
  function overview() {
    const top = [...data.nodes].sort((a, b) => incident.get(b.id).length - incident.get(a.id).length).slice(0, 12);
    const keys = ["/", "Enter", "Esc"].flatMap((key, i) => [make("kbd", {}, key), ` ${say().keys[i]}  `]);
    const reports = data.reports.map((report) => {
      const facts = grouped(report.facts, (number) => data.facts[number].p);
      return make("div", { class: "report" }, make("div", { class: "name" }, make("bdi", {}, report.title)),
        make("div", { class: "more" }, ...[report.published, report.source].filter(Boolean).map((text) => make("bdi", {}, text)),
          ...[...facts].map(([name, numbers]) => make("span", {}, `${term(name)}：`, make("bdi", {}, numbers.map((n) => data.facts[n].o).join("、"))))));
    });
    return [
      make("p", { class: "quiet" }, say().help), make("p", { class: "quiet" }, ...keys),
      make("h3", {}, say().most),
      make("ul", { class: "list" }, ...top.map((node) => make("li", {}, mark(colorOf(node), node.shape), nodeLink(node.id), make("span", { class: "count" }, String(incident.get(node.id).length))))),
      ...(reports.length ? [make("h3", {}, say().reports, make("span", { class: "count" }, String(reports.length))), ...reports] : []),
    ];
  }
  function fillPanel() {
    const chosen = state.selected;
    const parts = !chosen ? overview() : chosen.kind === "node" ? nodePanel(nodes.get(chosen.id)) : edgePanel(edges.get(chosen.id));
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  }

  // Choosing; the address keeps what is chosen, so that Back works and a place can be kept

  function choose(selected) {
    state.selected = selected;
    paint();
    fillPanel();
    const hash = selected ? `#${selected.kind}=${encodeURIComponent(selected.id)}` : "#";
    if (location.hash !== hash && (selected || location.hash)) location.hash = hash;
  }
  function select(id, move = false) {
    const node = nodes.get(id);
    if (!node) return false;
    if (!shownNode(node)) toggle(state.hiddenTypes, node.group, true);
    choose({ kind: "node", id });
    if (move) bring([id, ...incident.get(id).flatMap((edge) => [edge.from, edge.to])]);
    return true;
  }
  function selectEdge(id, move = false) {
    const edge = edges.get(id);
    if (!edge) return false;
    choose({ kind: "edge", id });
    if (move) bring([edge.from, edge.to]);
    return true;
  }
  function reset() {
    state.hiddenTypes.clear();
    state.hiddenRelations.clear();
    byId("query").value = "";
    search("");
    choose(null);
    fillLegend();
    showAll();
  }
  function route() {
    const [kind, id] = location.hash.slice(1).split("=").map((part) => { try { return decodeURIComponent(part); } catch { return ""; } });
    const now = state.selected;
    if (now && now.kind === kind && now.id === id) return;
    if (kind === "node" && nodes.has(id)) select(id, true);
    else if (kind === "edge" && edges.has(id)) selectEdge(id, true);
    else if (now) choose(null);
  }

  // Search

  const input = byId("query");
  const list = byId("found");
  const names = data.nodes.map((node) => ({ node, names: [node.title, ...node.aliases].map((name) => name.toLowerCase()) }));
  function search(text) {
    const sought = text.trim().toLowerCase();
    const rank = ({ names: all }) => Math.min(...all.map((name) => (name === sought ? 0 : name.startsWith(sought) ? 1 : name.includes(sought) ? 2 : 9)));
    state.found = !sought ? [] : names.map((item) => [rank(item), item.node]).filter(([value]) => value < 9)
      .sort((a, b) => a[0] - b[0] || incident.get(b[1].id).length - incident.get(a[1].id).length).map(([, node]) => node);
    state.at = -1;
    list.replaceChildren(...state.found.slice(0, 50).map((node, i) => {
      const item = make("li", { role: "option", id: `found-${i}`, "aria-selected": "false" }, mark(colorOf(node), node.shape), make("bdi", { class: "name" }, node.title), make("span", { class: "kind" }, typeName(node.group)));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); go(i); openList(false); });
      return item;
    }));
    openList(state.found.length > 0);
    byId("matches").textContent = !sought ? "" : state.found.length ? String(state.found.length) : say().none;
  }
  function openList(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }
  function point(i) {
    state.at = i;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === i)));
    if (i >= 0 && list.children[i]) {
      list.children[i].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `found-${i}`);
    }
    byId("matches").textContent = `${i + 1}/${state.found.length}`;
  }
  function go(i) {
    if (!state.found.length) return;
    point((i + state.found.length) % state.found.length);
    select(state.found[state.at].id, true);
  }
  let pointed = false;
  input.addEventListener("input", () => { pointed = false; search(input.value); });
  input.addEventListener("focus", () => openList(state.found.length > 0 && state.at < 0));
  input.addEventListener("blur", () => openList(false));
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && state.found.length) {
      event.preventDefault();
      openList(true);
      pointed = true;
      point((state.at + step + state.found.length) % state.found.length);
    } else if (event.key === "Escape" && (input.value || !list.hidden)) {
      event.stopPropagation();
      input.value = "";
      search("");
    }
  });
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    go(pointed ? state.at : state.at + (event.shiftKey ? -1 : 1));
    pointed = false;
    openList(false);
  });

  // Legend, filters, language

  function toggle(hidden, key, on) {
    if (on) hidden.delete(key);
    else hidden.add(key);
    paint();
    fillLegend();
  }
  function check(hidden, key, name, count, icon) {
    const box = make("input", { type: "checkbox", "data-key": key });
    box.checked = !hidden.has(key);
    box.addEventListener("change", () => {
      toggle(hidden, key, box.checked);
      document.querySelector(`#legend input[data-key="${CSS.escape(key)}"]`)?.focus();
    });
    return make("li", {}, make("label", {}, box, icon, make("span", { class: "name" }, name), make("span", { class: "count" }, String(count))));
  }
  function fillLegend() {
    byId("types").replaceChildren(...data.types.map((type) => check(state.hiddenTypes, type.id, typeName(type.id), type.count, mark(type.color, type.shape))));
    byId("relations").replaceChildren(...data.relations.map(([name, count]) => check(state.hiddenRelations, name, term(name), count, null)));
  }
  function fillWords() {
    const word = say();
    document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
    byId("title").textContent = data.title;
    byId("counts").textContent = word.counts(data.nodes.length, data.edges.length, data.facts.length, data.reports.length);
    byId("reset").textContent = word.reset;
    byId("language").textContent = word.language;
    byId("language").lang = state.language === "zh" ? "en" : "zh";
    byId("legend").setAttribute("aria-label", word.legend);
    byId("relations-title").textContent = word.relations;
    byId("query").placeholder = word.search;
    byId("query").setAttribute("aria-label", word.search);
    byId("canvas").setAttribute("aria-label", word.canvas);
    panel.setAttribute("aria-label", word.panel);
    for (const [id, name] of [["zoom-in", word.zoomIn], ["zoom-out", word.zoomOut], ["zoom-fit", word.fit]]) {
      byId(id).title = name;
      byId(id).setAttribute("aria-label", name);
    }
    fillLegend();
    fillPanel();
  }
  function setLanguage(language) {
    state.language = language;
    visEdges.update(data.edges.map((edge) => ({ id: edge.id, label: edgeLabel(edge) })));
    fillWords();
  }

  // Keys, zoom, theme, print

  const zoomBy = (factor) => network.moveTo({ scale: Math.min(4, Math.max(0.03, network.getScale() * factor)), animation: false });
  const moveBy = (x, y) => {
    const at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() }, animation: false });
  };
  byId("canvas").addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => moveBy(-80, 0), ArrowRight: () => moveBy(80, 0), ArrowUp: () => moveBy(0, -80), ArrowDown: () => moveBy(0, 80),
      "+": () => zoomBy(1.25), "=": () => zoomBy(1.25), "-": () => zoomBy(0.8), 0: showAll,
    }[event.key];
    if (act && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      act();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== input) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape") {
      if (byId("relation-filter").open) byId("relation-filter").open = false;
      else choose(null);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!byId("relation-filter").contains(event.target)) byId("relation-filter").open = false;
  });
  byId("zoom-in").addEventListener("click", () => zoomBy(1.3));
  byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
  byId("zoom-fit").addEventListener("click", showAll);
  byId("reset").addEventListener("click", reset);
  byId("language").addEventListener("click", () => setLanguage(state.language === "zh" ? "en" : "zh"));
  network.on("click", (event) => {
    if (event.nodes.length) select(event.nodes[0]);
    else if (event.edges.length) selectEdge(event.edges[0]);
    else choose(null);
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) select(event.nodes[0], true); });
  const retheme = () => {
    colors = theme();
    paint();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retheme);
  matchMedia("print").addEventListener("change", () => { retheme(); network.redraw(); });
  addEventListener("hashchange", route);

  fillWords();
  paint();
  network.once("afterDrawing", () => { document.body.dataset.ready = "yes"; });
  showAll();
  route();

  /** For tests and for the curious: what the page can do, by name. */
  window.kgView = {
    select, selectEdge, reset, search, setLanguage, network, data, state,
    at: (id) => {
      const box = byId("canvas").getBoundingClientRect();
      const place = network.canvasToDOM(network.getPosition(id));
      return { x: box.left + place.x, y: box.top + place.y };
    },
    hidden: () => visNodes.get({ filter: (node) => node.hidden }).map((node) => node.id),
  };
})();
