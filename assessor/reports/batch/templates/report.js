(function () {
  var box = document.getElementById("filter"), field = document.getElementById("filter-text");
  var told = document.getElementById("filter-count"), level = document.getElementById("filter-level");
  if (!box) { return; }
  box.hidden = false;
  var rows = Array.prototype.slice.call(document.querySelectorAll(".row"));
  var projects = Array.prototype.slice.call(document.querySelectorAll("details.project"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var names = projects.map(function (one) { return one.querySelector("summary").textContent.toLowerCase(); });
  function apply() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), wanted = level.value, count = 0;
    rows.forEach(function (row, i) {
      var project = projects.indexOf(row.closest("details.project"));
      var text = texts[i] + " " + names[project];
      var fits = words.every(function (word) { return text.indexOf(word) >= 0; }) &&
        (!wanted || row.getAttribute("data-worst") === wanted);
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    projects.forEach(function (one) {
      var any = one.querySelector(".row:not([hidden])"), active = words.length || wanted;
      one.hidden = Boolean(active && !any);
      if (words.length && any) { one.open = true; }
    });
    told.textContent = "符合条件的指标 " + count + " 条";
  }
  var waiting = 0;
  field.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
  level.addEventListener("change", apply);
  document.getElementById("open-all").addEventListener("click", function () {
    projects.forEach(function (one) { one.open = true; });
  });
  document.getElementById("close-all").addEventListener("click", function () {
    projects.forEach(function (one) { one.open = false; });
  });
  window.addEventListener("beforeprint", function () { projects.forEach(function (one) { one.open = true; }); });
  apply();
})();
