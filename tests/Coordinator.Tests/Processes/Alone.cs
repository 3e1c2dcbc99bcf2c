namespace Troupe.Tests.Processes;

/// <summary>Classes of this collection run one after the other, when no other test runs.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
