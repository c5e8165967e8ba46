"""How aggregators are judged: against gold, against one another, by answers they have not seen, by what their posteriors promise."""
