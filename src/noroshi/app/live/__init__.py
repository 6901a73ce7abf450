"""A site's folder → what a writer sees at once: watched, rebuilt, served, told to the browser.

The order in which a change travels: ``watcher`` → ``settling`` → ``loop`` → ``rebuild`` → ``board`` → ``events`` →
``live.js``. ``overlay`` puts that script into pages on their way out; ``local`` answers what lies under
``/.noroshi/``, which is never part of the site.
"""
