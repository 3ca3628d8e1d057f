// The theme lays its pages over the body, whatever their height: with this they push down what follows them.
hexo.extend.injector.register(
  "head_end",
  "<style>#container{height:auto;min-height:100%}#wrap{position:relative;height:auto}</style>",
);
