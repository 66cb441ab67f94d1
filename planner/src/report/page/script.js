(function () {
  'use strict';
  var tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('aria-hidden', 'true');
  document.body.appendChild(tip);

  function limit(value, least, most) { return Math.max(least, Math.min(most, value)); }

  function live(figure) {
    var view = figure.querySelector('svg.view');
    if (!view) { return; }
    var whole = view.getAttribute('viewBox').split(' ').map(Number);
    var box = whole.slice();
    var scale = figure.querySelector('.scale');
    figure.classList.add('live');
    view.setAttribute('tabindex', '0');

    function show() {
      box[2] = limit(box[2], whole[2] / 40, whole[2]);
      box[3] = box[2] * whole[3] / whole[2];
      box[0] = limit(box[0], 0, whole[2] - box[2]);
      box[1] = limit(box[1], 0, whole[3] - box[3]);
      view.setAttribute('viewBox', box.join(' '));
      rule();
    }
    function rule() {
      if (!scale) { return; }
      var perUnit = Number(scale.getAttribute('data-m-per-unit')) * box[2] / whole[2];
      var most = perUnit * whole[2] * 0.22;
      var power = Math.pow(10, Math.floor(Math.log10(most)));
      var lead = [5, 2, 1].find(function (n) { return !(n * power > most); }) || 1;
      var metres = lead * power;
      var length = Math.round(metres / perUnit);
      var path = scale.querySelector('path');
      path.setAttribute('d', path.getAttribute('d').replace(/h[0-9.]+/, 'h' + length));
      var text = scale.querySelector('text');
      var zh = document.documentElement.lang.slice(0, 2) === 'zh';
      text.textContent = metres >= 1000 ? metres / 1000 + (zh ? ' 公里' : ' km') : metres + (zh ? ' 米' : ' m');
      text.setAttribute('x', 20 + length + 12);
      scale.querySelector('rect').setAttribute('width', length + 32 + text.getComputedTextLength());
    }
    function zoom(factor, x, y) {
      var width = limit(box[2] * factor, whole[2] / 40, whole[2]);
      var by = width / box[2];
      box = [x - (x - box[0]) * by, y - (y - box[1]) * by, width, box[3] * by];
      show();
    }
    function place(event) {
      var size = view.getBoundingClientRect();
      return [box[0] + (event.clientX - size.left) / size.width * box[2],
              box[1] + (event.clientY - size.top) / size.height * box[3]];
    }
    figure.querySelectorAll('button').forEach(function (button) {
      button.addEventListener('click', function () {
        var act = button.getAttribute('data-act');
        if (act === 'all') { box = whole.slice(); show(); return; }
        zoom(act === 'in' ? 0.6 : 1 / 0.6, box[0] + box[2] / 2, box[1] + box[3] / 2);
      });
    });
    view.addEventListener('wheel', function (event) {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        var at = place(event);
        zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, at[0], at[1]);
      }
    }, { passive: false });
    view.addEventListener('dblclick', function (event) { var at = place(event); zoom(0.5, at[0], at[1]); });
    view.addEventListener('keydown', function (event) {
      var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (step) { event.preventDefault(); box[0] += step[0] * box[2] * 0.15; box[1] += step[1] * box[3] * 0.15; show(); }
      if (event.key === '+' || event.key === '=') { zoom(0.6, box[0] + box[2] / 2, box[1] + box[3] / 2); }
      if (event.key === '-') { zoom(1 / 0.6, box[0] + box[2] / 2, box[1] + box[3] / 2); }
    });
    var grip = null;
    view.addEventListener('pointerdown', function (event) { grip = place(event); view.setPointerCapture(event.pointerId); });
    view.addEventListener('pointerup', function () { grip = null; });
    view.addEventListener('pointercancel', function () { grip = null; });
    view.addEventListener('pointermove', function (event) {
      if (grip) {
        var at = place(event);
        box[0] += grip[0] - at[0];
        box[1] += grip[1] - at[1];
        show();
      }
    });
    figure.addEventListener('pointermove', function (event) {
      var under = document.elementsFromPoint(event.clientX, event.clientY).find(function (one) {
        return one.parentNode !== null ? named(one) : false;
      });
      tip.textContent = under ? named(under) : '';
      tip.style.left = Math.min(event.clientX + 14, window.innerWidth - 220) + 'px';
      tip.style.top = event.clientY + 16 + 'px';
    });
    figure.addEventListener('pointerleave', function () { tip.textContent = ''; });
  }

  function named(shape) {
    if (shape.tagName.toLowerCase() === 'svg') { return ''; }
    var own = shape.querySelector(':scope > title') || shape.parentNode.querySelector(':scope > title');
    if (!own || own.parentNode.tagName.toLowerCase() === 'svg') { return ''; }
    return own.textContent;
  }

  document.querySelectorAll('figure.map').forEach(live);
}());
