// The inbox with scripts: instant panes, keys, drafts that save themselves, news without reloading. Every part works without.
import "./panes.js";
import "./keys.js";
import "./palette.js";
import "./writing.js";
import "./live.js";
