// One run at a time: a spec looks for processes that a run has left.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
