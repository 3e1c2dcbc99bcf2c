namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Specs with real processes run one after another: they count the processes and measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}
