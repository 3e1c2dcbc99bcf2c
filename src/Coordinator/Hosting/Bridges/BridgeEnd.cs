using System.Reflection;
using Troupe.Links.Conversations;
using Troupe.Messages.Assemblies;

namespace Troupe.Hosting.Bridges;

/// <summary>What one end of an <see cref="ActorBridge"/> is made of.</summary>
internal sealed record BridgeEnd
{
    /// <summary>Whether this is the end of the worker.</summary>
    public required bool HostsActor { get; init; }

    /// <summary>Adds a message to what the link writes next.</summary>
    public required FrameSend Send { get; init; }

    /// <summary>Writes it.</summary>
    public required Action Flush { get; init; }

    /// <summary>Whether the link has ended.</summary>
    public Func<bool> IsClosed { get; init; } = static () => false;

    /// <summary>The longest message in bytes, both ways.</summary>
    public required long MaxMessageBytes { get; init; }

    /// <summary>The assemblies whose types may be messages, besides plain framework data; checked on both sides.</summary>
    public required AllowedAssemblies Allowed { get; init; }

    /// <summary>Loads an allowed assembly by simple name; null for the app's own dependency graph.</summary>
    public Func<string, Assembly>? LoadAssembly { get; init; }

    /// <summary>Told of each message that could not be sent; null for none.</summary>
    public Action<Type, Exception>? Refused { get; init; }
}
