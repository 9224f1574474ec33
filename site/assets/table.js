/* The rows of a table page become sortable, searchable and filtered by value.
   Search, filters and order stand in the address, so that a link shows the same. */
"use strict";

(function () {
  const table = document.getElementById("rows");
  const form = document.getElementById("filters");
  if (!table || !window.DataTable) return;

  const heads = Array.from(table.tHead.rows[0].cells);
  const columns = heads.map((head) => head.dataset.name);
  const numeric = heads.map((head) => ["integer", "number"].includes(head.dataset.kind));
  const bare = heads.map((head, i) => numeric[i] || ["boolean", "date"].includes(head.dataset.kind));
  const selects = Array.from(form.querySelectorAll("select"));
  const search = document.getElementById("search");

  /* A cell's text: it is HTML of our own making, in which the data stand escaped. */
  function text(html) {
    if (!/[<&]/.test(html)) return html;
    const inert = document.createElement("template");
    inert.innerHTML = html;
    return inert.content.textContent;
  }

  function start() {
    const options = {
      autoWidth: false,
      order: [],
      orderClasses: false,
      pageLength: 50,
      layout: { topStart: null, topEnd: null, bottomStart: "info", bottomEnd: "paging" },
      columns: numeric.map((is, i) => ({
        type: is ? "html-num" : "html",
        className: heads[i].dataset.look,
      })),
      language: {
        emptyTable: "There are no rows.",
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
    grid.search.fixed("values", (_, row) => chosen().every(([at, value]) => text(row[at]) === value));
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
    return selects.filter((s) => s.value).map((s) => [columns.indexOf(s.name), s.value]);
  }

  function show(grid) {
    grid.search(search.value, { smart: true }).draw();
    write(grid);
  }

  /* from the address to the page */
  function read(grid) {
    const asked = new URLSearchParams(window.location.search);
    search.value = asked.get("search") || "";
    selects.forEach((select) => {
      select.value = asked.get(select.name) || "";
      if (select.selectedIndex < 0) select.value = "";
    });
    const order = asked.get("sort") || "";
    const at = columns.indexOf(order.replace(/^-/, ""));
    grid.order(at < 0 ? [] : [[at, order.startsWith("-") ? "desc" : "asc"]]);
    grid.search(search.value, { smart: true }).draw();
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

  /* CSV as the published files write it, the columns in their order: text in quotes, nothing where there is no value. The mark
     at its start tells a spreadsheet that it is UTF-8. */
  function save(grid) {
    const order = columns.map((_, i) => i).sort((a, b) => heads[a].dataset.place - heads[b].dataset.place);
    const quoted = (value) => '"' + value.replace(/"/g, '""') + '"';
    const lines = [order.map((i) => quoted(columns[i])).join(",")];
    grid.rows({ search: "applied", order: "applied" }).data().each((row) => {
      const cells = order.map((i) => {
        const cell = text(row[i]);
        return cell === "" || bare[i] ? cell : quoted(cell);
      });
      lines.push(cells.join(","));
    });
    const file = new Blob(["\ufeff" + lines.join("\n") + "\n"], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = table.dataset.name + ".csv";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    document.getElementById("told").textContent = lines.length - 1 + " rows were saved.";
  }

  function printWhole(grid) {
    window.addEventListener("beforeprint", () => grid.page.len(-1).draw());
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
