const { Invalid } = require('../errors');

const MIN_PRICE = 1;
const MAX_PRICE = 5_000_000;




const MAX_TITLE = 140;

const TITLE = /^(?:[A-Za-z0-9]+['’,.&()-]*\s?)+$/;

function validateTitle(title) {
  if (title.length > MAX_TITLE) throw new Invalid('title', 'too long');
  if (!TITLE.test(title)) throw new Invalid('title');
  return title.trim();
}

module.exports = { validateTitle, MIN_PRICE, MAX_PRICE };
