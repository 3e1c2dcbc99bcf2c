namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>These specs count processes, kill them and measure time: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CrashCollection
{
    public const string Name = "Crashes";
}
