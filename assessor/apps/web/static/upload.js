// Sending files one by one with progress; what has been sent waits on the server until it is handed in.
"use strict";
(() => {
  const part = (name) => document.getElementById(`upload-${name}`);
  const waiting = [];
  let sending = 0;
  let failed = 0;

  const cell = (row, text, kind = "") => {
    const made = document.createElement("td");
    made.textContent = text;
    if (kind) made.className = kind;
    row.append(made);
    return made;
  };

  const line = (name, size) => {
    const row = document.createElement("tr");
    cell(row, name);
    cell(row, `${Math.max(1, Math.ceil(size / 1024)).toLocaleString("zh-CN")} KB`, "num");
    row.state = cell(row, "等待传送");
    part("files").append(row);
    part("tray").hidden = false;
    return row;
  };

  const told = (request) => {
    try {
      const error = JSON.parse(request.responseText).error;
      return `${error.message}。${error.hint}`;
    } catch {
      return request.status === 0 ? "网络中断。请检查网络后再试。" : "没有传送成功。请再试一次。";
    }
  };

  const refresh = () => {
    const sent = document.querySelectorAll("#upload-files tr[data-receipt]").length;
    const busy = sending > 0 || waiting.length > 0;
    part("submit").disabled = busy || sent === 0;
    part("clear").disabled = busy || sent === 0;
    part("count").textContent = busy
      ? `已传送 ${sent} 个，还有 ${waiting.length + sending} 个…`
      : `已传送 ${sent} 个文件${failed ? `，${failed} 个没有传送成功` : ""}，点“提交检查”后开始检查。`;
  };

  const send = () => {
    if (sending >= 2 || waiting.length === 0) return refresh();
    const { file, name, row } = waiting.shift();
    sending += 1;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", `${name} 的传送进度`);
    row.state.replaceChildren(bar);
    const request = new XMLHttpRequest();
    request.open("POST", `/uploads/files?name=${encodeURIComponent(name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    };
    request.onloadend = () => {
      sending -= 1;
      if (request.status === 429) {
        waiting.unshift({ file, name, row });
        row.state.textContent = "传送太快，稍候自动继续";
        refresh();
        setTimeout(send, 5000);
        return;
      }
      if (request.status === 200) {
        row.dataset.receipt = JSON.parse(request.responseText).receipt;
        row.state.textContent = "已传送";
        row.state.className = "is-good";
      } else if (request.status === 401) {
        row.state.textContent = "登录已过期，请重新登录后再传送";
        row.state.className = "is-bad";
        failed += 1;
      } else {
        failed += 1;
        row.state.className = "is-bad";
        row.state.textContent = told(request);
        const again = document.createElement("button");
        again.type = "button";
        again.className = "is-plain";
        again.textContent = "再试";
        again.onclick = () => {
          failed -= 1;
          waiting.push({ file, name, row });
          row.state.className = "";
          send();
        };
        row.state.append(" ", again);
      }
      refresh();
      send();
    };
    request.send(file);
    refresh();
    send();
  };

  const add = (file, path) => {
    const name = path || file.webkitRelativePath || file.name;
    if (/(^|\/)(\.|~\$|Thumbs\.db$)/.test(name)) return;
    waiting.push({ file, name, row: line(name, file.size) });
  };

  const walk = async (item, path) => {
    if (item.isFile) {
      add(await new Promise((done, fail) => item.file(done, fail)), path + item.name);
      return;
    }
    const reader = item.createReader();
    for (;;) {
      const found = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (found.length === 0) return;
      for (const one of found) await walk(one, `${path}${item.name}/`);
    }
  };

  const dropped = async (event) => {
    event.preventDefault();
    part("drop").classList.remove("is-over");
    const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (items.length > 0) for (const item of items) await walk(item, "");
    else for (const file of event.dataTransfer.files) add(file);
    send();
  };

  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.json().then((all) => `${all.error.message}。${all.error.hint}`));
    return answer.json();
  };

  const problem = (text) => {
    part("problem").textContent = text;
    part("problem").hidden = !text;
  };

  const submit = async () => {
    part("submit").disabled = true;
    problem("");
    try {
      const { batch } = await post("/uploads/batches", { title: part("title").value });
      window.onbeforeunload = null;
      location.assign(`/batches/${batch}`);
    } catch (error) {
      problem(error.message || "没有提交成功，请再试一次。");
      part("submit").disabled = false;
    }
  };

  const clear = async () => {
    await post("/uploads/clear", {});
    part("files").replaceChildren();
    failed = 0;
    part("tray").hidden = true;
    refresh();
  };

  const start = async () => {
    if (!part("drop") || part("drop").dataset.ready) return;
    part("drop").dataset.ready = "yes";
    const zone = part("drop");
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", dropped);
    for (const kind of ["file", "folder"]) {
      const input = part(`${kind}-input`);
      part(`${kind}-button`).addEventListener("click", () => input.click());
      input.addEventListener("change", () => {
        for (const file of input.files) add(file);
        input.value = "";
        send();
      });
    }
    part("submit").addEventListener("click", submit);
    part("clear").addEventListener("click", clear);
    window.addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });
    const answer = await fetch("/uploads/files");
    if (answer.ok) {
      for (const { name, size, receipt } of (await answer.json()).files) {
        const row = line(name, size);
        row.dataset.receipt = receipt;
        row.state.textContent = "已传送";
        row.state.className = "is-good";
      }
    }
    refresh();
    zone.dataset.ready = "done";
  };

  // The page is drawn after its scripts have come.
  const found = new MutationObserver(start);
  found.observe(document.documentElement, { childList: true, subtree: true });
  start();
})();
