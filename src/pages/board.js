/* board.js -- keeps the figures of /flow fresh: asks for the page and the picture again, and puts in what differs. Without it the page
 * has a link for that. SPDX-License-Identifier: ISC */
(function () {
    'use strict';
    var EVERY = 10000, page = document.getElementById('live'), board = document.getElementById('board');
    var pause = document.getElementById('pause'), seen = {}, running = true, busy = false;

    /* The text at an address, or null when it is the same as before (its ETag says so) or cannot be had. */
    function ask(address) {
        return fetch(address, { cache: 'no-cache', credentials: 'same-origin' }).then(function (answer) {
            var tag = answer.headers.get('ETag');
            if (!answer.ok || answer.redirected || (tag && seen[address] === tag)) return null;
            var known = address in seen;
            seen[address] = tag;
            return known ? answer.text() : null;
        });
    }

    /* Put each element of `fresh` that has an id in the place of the one of that id in `shown`, where they differ. */
    function renew(fresh, shown, selector) {
        fresh.querySelectorAll(selector).forEach(function (element) {
            var old = shown.getElementById(element.id);
            if (old && old.outerHTML !== element.outerHTML) old.replaceWith(shown.importNode(element, true));
        });
    }

    function renewPage(text) {
        if (text) renew(new DOMParser().parseFromString(text, 'text/html'), document, '[data-live]');
    }

    /* The drawing's changing parts have ids; one that cannot be reached is loaded anew. */
    function renewBoard(text) {
        if (!text || !board) return;
        var shown = board.contentDocument;
        if (!shown || !shown.documentElement) board.data = board.data;
        else renew(new DOMParser().parseFromString(text, 'image/svg+xml'), shown, 'g[id]');
    }

    function look() {
        if (!running || busy || document.hidden) return;
        busy = true;
        Promise.all([ask(location.href).then(renewPage), board ? ask(board.data).then(renewBoard) : null])
            .catch(function () { /* no network: the figures stay, with their time */ })
            .then(function () { busy = false; });
    }

    /* The picture as PNG, drawn here at twice its size: the server needs no program for it. */
    function offerPng(link) {
        link.hidden = false;
        link.addEventListener('click', function (event) {
            var picture = new Image(), canvas = document.createElement('canvas');
            event.preventDefault();
            picture.onload = function () {
                canvas.width = 3200;
                canvas.height = 2000;
                canvas.getContext('2d').drawImage(picture, 0, 0, 3200, 2000);
                canvas.toBlob(function (png) {
                    var file = document.createElement('a');
                    file.href = URL.createObjectURL(png);
                    file.download = link.getAttribute('download');
                    file.click();
                    setTimeout(function () { URL.revokeObjectURL(file.href); }, 60000);
                });
            };
            picture.src = link.href;
        });
    }

    if (document.getElementById('png')) offerPng(document.getElementById('png'));
    if (!page || !window.fetch || !window.DOMParser) return;
    if (pause) {
        pause.hidden = false;
        pause.addEventListener('click', function () {
            running = !running;
            pause.textContent = pause.getAttribute(running ? 'data-pause' : 'data-resume');
            look();
        });
    }
    document.addEventListener('visibilitychange', look);
    setInterval(look, EVERY);
    look();
})();
