/* The rows of a table page become sortable, searchable and filtered by value.
   Search, filters and order stand in the address, so that a link shows the same. */
"use strict";

(function () {
  const table = document.getElementById("rows");
  const form = document.getElementById("filters");
  if (!table || !table.tBodies[0].rows.length) return;
  if (!window.DataTable) {
    table.classList.add("dataTable"); // all rows are shown, which are hidden until they are paged
    return;
  }

  const heads = Array.from(table.tHead.rows[0].cells);
  const columns = heads.map((head) => head.dataset.name);
  const numeric = heads.map((head) => ["integer", "number"].includes(head.dataset.kind));
  const bare = heads.map((head, i) => numeric[i] || ["boolean", "date"].includes(head.dataset.kind));
  const selects = Array.from(form.querySelectorAll("select"));
  const search = document.getElementById("search");

  /* A cell's value: it is HTML of our own making, in which the data stand escaped. */
  const known = new Map();
  function value(html) {
    if (!/[<&]/.test(html)) return html;
    if (!html.startsWith("<data")) return parsed(html).textContent;
    if (html.includes("<a ")) return parsed(html).querySelector("data").value;
    if (!known.has(html)) known.set(html, parsed(html).querySelector("data").value); // few terms
    return known.get(html);
  }

  function parsed(html) {
    const inert = document.createElement("template");
    inert.innerHTML = html;
    return inert.content;
  }

  function start() {
    const options = {
      autoWidth: false,
      order: [],
      orderClasses: false,
      pageLength: 50,
      layout: { topStart: "info", topEnd: null, bottomStart: "paging", bottomEnd: null },
      columns: numeric.map((is, i) => ({
        type: is ? "html-num" : "html",
        className: heads[i].dataset.look,
      })),
      language: {
        entries: { _: "rows", 1: "row" },
        info: "Rows _START_ to _END_ of _TOTAL_",
        infoEmpty: "No row",
        infoFiltered: "(of _MAX_ in all)",
        zeroRecords: "No row has all of that. “Show all” starts anew.",
      },
    };
    const grid = new window.DataTable(table, options);
    if (window.outsourcedCareRows) {
      grid.rows.add(window.outsourcedCareRows);
      delete window.outsourcedCareRows;
      const part = document.getElementById("part");
      if (part) part.remove();
    }
    grid.search.fixed("values", (_, row) => chosen().every(([at, wanted]) => value(row[at]) === wanted));
    read(grid);
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => show(grid));
    form.addEventListener("reset", () => {
      // the fields are emptied after this event
      setTimeout(() => {
        grid.order([]);
        show(grid);
      });
    });
    grid.on("order.dt", () => write(grid));
    window.addEventListener("popstate", () => read(grid));
    document.getElementById("csv").addEventListener("click", () => save(grid));
    printWhole(grid);
  }

  function chosen() {
    return selects.filter((s) => s.value).map((s) => {
      const option = s.options[s.selectedIndex];
      return [columns.indexOf(s.name), "empty" in option.dataset ? "" : s.value];
    });
  }

  function show(grid) {
    forget();
    grid.search(search.value, { smart: true }).draw();
    write(grid);
  }

  /* from the address to the page */
  function read(grid) {
    const asked = new URLSearchParams(window.location.search);
    search.value = asked.get("search") || "";
    selects.forEach((select) => {
      const wanted = asked.get(select.name) || "";
      select.value = wanted;
      if (select.selectedIndex < 0) unheardOf(select, wanted);
    });
    forget();
    const left = columns.filter((name) => asked.has(name) && !selects.some((s) => s.name === name));
    const told = selects.filter((s) => s.selectedOptions[0].dataset.unknown).map(
      (s) => "No such value in " + s.labels[0].textContent + ": " + s.value + ".");
    tell(told.concat(left.map((name) => "There is no filter for " + name + " here: it was left out.")));
    const order = asked.get("sort") || "";
    const at = columns.indexOf(order.replace(/^-/, ""));
    grid.order(at < 0 ? [] : [[at, order.startsWith("-") ? "desc" : "asc"]]);
    grid.search(search.value, { smart: true }).draw();
  }

  /* A value that no row has is kept to be seen; no row is shown, for none has it. */
  function unheardOf(select, wanted) {
    const option = new Option(wanted + " (no such value)", wanted);
    option.dataset.unknown = "yes";
    select.add(option);
    select.value = wanted;
  }

  /* Such a value goes when another is chosen. */
  function forget() {
    document.querySelectorAll("#filters option[data-unknown]").forEach((option) => {
      if (!option.selected) option.remove();
    });
    if (!document.querySelector("#filters option[data-unknown]")) tell([]);
  }

  function tell(words) {
    const place = document.getElementById("unknown");
    place.textContent = words.join(" ");
    place.hidden = !words.length;
  }

  /* from the page to the address */
  function write(grid) {
    const told = new URLSearchParams();
    if (search.value) told.set("search", search.value);
    selects.filter((s) => s.value).forEach((s) => told.set(s.name, s.value));
    const [first] = grid.order();
    if (first && first[1]) told.set("sort", (first[1] === "desc" ? "-" : "") + columns[first[0]]);
    const query = told.toString();
    const address = window.location.pathname + (query ? "?" + query : "") + window.location.hash;
    window.history.replaceState(null, "", address);
  }

  /* CSV as the published files write it, the columns in their order: text in quotes, nothing where
     there is no value. The mark at its start tells a spreadsheet that it is UTF-8. */
  function save(grid) {
    const order = columns.map((_, i) => i).filter((i) => heads[i].dataset.place).sort((a, b) => heads[a].dataset.place - heads[b].dataset.place);
    const quoted = (text) => '"' + text.replace(/"/g, '""') + '"';
    const lines = [order.map((i) => quoted(columns[i])).join(",")];
    grid.rows({ search: "applied", order: "applied" }).data().each((row) => {
      const cells = order.map((i) => {
        const cell = value(row[i]);
        return cell === "" || bare[i] ? cell : quoted(cell);
      });
      lines.push(cells.join(","));
    });
    const file = new Blob(["\ufeff" + lines.join("\n") + "\n"], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    const whole = lines.length - 1 === grid.rows().count();
    link.download = table.dataset.name + (whole ? "" : "-filtered") + ".csv";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    document.getElementById("told").textContent = lines.length - 1 + " rows were saved.";
  }

  /* What is filtered is printed whole, unless that is more than anybody reads on paper. */
  function printWhole(grid) {
    window.addEventListener("beforeprint", () => {
      if (grid.rows({ search: "applied" }).count() <= 2000) grid.page.len(-1).draw();
    });
    window.addEventListener("afterprint", () => grid.page.len(50).draw());
  }

  if (table.dataset.more) {
    const more = document.createElement("script");
    more.src = table.dataset.more;
    more.addEventListener("load", start);
    more.addEventListener("error", start);
    document.head.append(more);
  } else {
    start();
  }
})();
