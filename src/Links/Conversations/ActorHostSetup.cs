using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Logs;

namespace Troupe.Links.Conversations;

/// <summary>What a worker gives to the side of it that hosts an actor.</summary>
internal sealed record ActorHostSetup
{
    /// <summary>Where that side lives.</summary>
    public const string AssemblyName = "Troupe.WorkerActors";

    /// <summary>The class in it that is an <see cref="IActorHost"/>, and takes one of these.</summary>
    public const string ClassName = "Troupe.WorkerActors.ActorHost";

    /// <summary>Adds a message to what the link writes next.</summary>
    public required FrameSend Send { get; init; }

    /// <summary>Writes it; may wait while the coordinator does not read.</summary>
    public required Action Flush { get; init; }

    /// <summary>The longest message in bytes, both ways.</summary>
    public required long MaxMessageBytes { get; init; }

    /// <summary>The assemblies whose types may be actors and messages.</summary>
    public required AllowedAssemblies Allowed { get; init; }

    /// <summary>Loads an allowed assembly by simple name; null for the program's own dependency graph.</summary>
    public Func<string, Assembly>? LoadAssembly { get; init; }

    /// <summary>Which levels the pool's logger has enabled: bit n for level n, as in Microsoft.Extensions.Logging.</summary>
    public required byte LogLevels { get; init; }

    /// <summary>Takes what actors log.</summary>
    public required Action<JobLogEntry> Log { get; init; }

    /// <summary>Told once when the actor runs.</summary>
    public required Action Started { get; init; }

    /// <summary>Told once when the actor could not be started, and why.</summary>
    public required Action<Exception> Failed { get; init; }
}
