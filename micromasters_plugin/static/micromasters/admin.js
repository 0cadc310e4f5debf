// Gives each cell of a list the title of its column, which admin.css shows where rows are stacked, and keeps the roles
// of a table, which some browsers take from what is not laid out as one.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("result_list");
  if (!table) return;
  const titles = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector(".text")?.textContent.trim());
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const isHead = row.parentElement === table.tHead;
      cell.setAttribute("role", isHead ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell");
      if (!isHead && titles[cell.cellIndex]) cell.dataset.title = titles[cell.cellIndex];
    }
  }
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  table.setAttribute("role", "table");
  table.classList.add("mm-titled");
});
