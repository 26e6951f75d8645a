/* reports.js -- /reports with a pointer: a word over each column, a shorter time by dragging, arrow keys. The page says all of it without.
 * SPDX-License-Identifier: ISC */
(() => {
    'use strict';
    const tip = document.createElement('p');
    tip.className = 'tip';
    tip.setAttribute('aria-hidden', 'true');
    tip.hidden = true;
    document.body.append(tip);

    const show = point => {
        const box = point.querySelector('.hit').getBoundingClientRect();
        tip.textContent = point.dataset.tip;
        tip.hidden = false;
        const wide = tip.offsetWidth, left = box.left + box.width / 2 - wide / 2;
        tip.style.left = Math.max(8, Math.min(left, document.documentElement.clientWidth - wide - 8)) + scrollX + 'px';
        tip.style.top = box.top + scrollY - tip.offsetHeight - 4 + 'px';
    };
    const hide = () => { tip.hidden = true; };

    const address = (from, to) => {
        const first = new URL(from.href.baseVal, location.href), last = new URL(to.href.baseVal, location.href);
        first.searchParams.set('to', last.searchParams.get('to'));
        return first;
    };

    for (const chart of document.querySelectorAll('svg.chart')) {
        const points = [...chart.querySelectorAll('.at')];
        let from = null;
        points.forEach((point, i) => {
            const title = point.querySelector('title');
            point.dataset.tip = title.textContent;
            point.setAttribute('aria-label', title.textContent);
            title.remove();
            if (point.localName === 'g') point.setAttribute('role', 'img');
            if (point.localName === 'a') {
                point.setAttribute('tabindex', i === points.length - 1 ? 0 : -1);
                point.setAttribute('draggable', 'false');
            }
            point.addEventListener('pointerenter', () => {
                show(point);
                if (from === null) return;
                const [low, high] = [from, i].sort((a, b) => a - b);
                points.forEach((other, at) => other.classList.toggle('in', at >= low && at <= high));
            });
            point.addEventListener('focus', () => show(point));
            point.addEventListener('pointerleave', hide);
            point.addEventListener('blur', hide);
            point.addEventListener('pointerdown', event => {
                if (event.button === 0 && event.pointerType === 'mouse' && point.localName === 'a') from = i;
            });
            point.addEventListener('click', event => {
                if (chart.dataset.dragged) event.preventDefault();
            });
        });
        const end = event => {
            const to = points.indexOf(event.target.closest && event.target.closest('.at'));
            if (from !== null && to >= 0 && to !== from) {
                chart.dataset.dragged = '1';
                const [low, high] = [from, to].sort((a, b) => a - b);
                location.assign(address(points[low], points[high]));
            }
            from = null;
            points.forEach(point => point.classList.remove('in'));
        };
        chart.addEventListener('dragstart', event => event.preventDefault());
        chart.addEventListener('pointerup', end);
        chart.addEventListener('keydown', event => {
            const at = points.indexOf(document.activeElement);
            const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key];
            if (at < 0 || to === undefined || !points[to]) return;
            event.preventDefault();
            points[at].setAttribute('tabindex', -1);
            points[to].setAttribute('tabindex', 0);
            points[to].focus();
        });
    }
    document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
})();
