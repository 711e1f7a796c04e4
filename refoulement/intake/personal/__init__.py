"""Do no harm: which columns of a table look as if they told who a person is."""
