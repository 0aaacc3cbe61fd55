for (const table of document.querySelectorAll("table.heat")) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const given = new Map(rows.map((row, index) => [row, index]));

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => {
        const x = value(a, column);
        const y = value(b, column);
        const order = typeof x === "number" ? x - y : x.localeCompare(y);
        return (down ? -order : order) || given.get(a) - given.get(b);
      });
      body.append(...rows);
    });
  });

  const filter = document.getElementById(table.dataset.filter);
  filter.hidden = false;
  filter.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const row of rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
    }
  });
}
