// Points, polygons and views. A polygon is a list of [x, y]; a view maps image to screen pixels.

/** Return the mean of a polygon's corners. */
export function centre(polygon) {
  const sum = polygon.reduce(([x, y], [u, v]) => [x + u, y + v], [0, 0]);
  return [sum[0] / polygon.length, sum[1] / polygon.length];
}

/** Return [left, top, right, bottom] of polygons, or null of none. */
export function extent(polygons) {
  const points = polygons.flat();
  if (!points.length) return null;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Return whether a point lies in a polygon: a ray from it crosses the outline an odd number of times. */
export function within([x, y], polygon) {
  let inside = false;
  polygon.forEach(([x1, y1], place) => {
    const [x2, y2] = polygon[(place + 1) % polygon.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** Return the point of a polygon's outline that is nearest to a point. */
export function nearest([x, y], polygon) {
  let best = null;
  let least = Infinity;
  polygon.forEach(([x1, y1], place) => {
    const [x2, y2] = polygon[(place + 1) % polygon.length];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(1, Math.max(0, along));
    const point = [x1 + share * dx, y1 + share * dy];
    const apart = Math.hypot(point[0] - x, point[1] - y);
    if (apart < least) [best, least] = [point, apart];
  });
  return best;
}

/** Return the area of a polygon. */
export function area(polygon) {
  return Math.abs(polygon.reduce((sum, [x1, y1], place) => {
    const [x2, y2] = polygon[(place + 1) % polygon.length];
    return sum + x1 * y2 - x2 * y1;
  }, 0)) / 2;
}

/**
 * Return where a line from one box to another starts and ends: in the middle of the first and at the
 * nearest point of the second, or in its middle where it lies about the first.
 */
export function ends(first, second) {
  const start = centre(first);
  return [start, within(start, second) ? centre(second) : nearest(start, second)];
}

/** Return the view {scale, x, y} that shows a rectangle in the middle of a screen of some size. */
export function fitted([left, top, right, bottom], [width, height], most = Infinity) {
  const scale = Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top), most);
  return {
    scale,
    x: (width - scale * (left + right)) / 2,
    y: (height - scale * (top + bottom)) / 2,
  };
}

/** Return where a point of the image is on the screen. */
export function placed(view, [x, y]) {
  return [view.scale * x + view.x, view.scale * y + view.y];
}

/** Return an SVG path around polygons. */
export function path(polygons) {
  return polygons.map((polygon) => `M${polygon.map((point) => point.join(" ")).join("L")}Z`).join("");
}
