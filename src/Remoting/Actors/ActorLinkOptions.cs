using System.Reflection;
using Troupe.Actors;
using Troupe.Messages.Functions;

namespace Troupe.Remoting.Actors;

/// <summary>What an <see cref="ActorLink"/> lets through. Immutable.</summary>
public sealed class ActorLinkOptions
{
    /// <summary>
    /// The assemblies whose types may be messages, besides plain framework data; checked on both sides. Default: the
    /// application's own.
    /// </summary>
    public AllowedAssemblies AllowedAssemblies { get; init; } = AllowedAssemblies.Application;

    /// <summary>Loads an allowed assembly by simple name; null (the default) for the app's own dependency graph.</summary>
    public Func<string, Assembly>? LoadAssembly { get; init; }

    /// <summary>
    /// Which actors the other side may reach by path; for others it is as if they did not exist. Actors whose references it
    /// was sent may always be reached. Called on the link's reading thread. Null (the default) means all under <c>/user</c>.
    /// </summary>
    public Func<ActorRef, bool>? Reachable { get; init; }

    /// <summary>The longest message in bytes, both ways; default 64 MiB.</summary>
    public long MaximumMessage { get; init; } = 64L << 20;
}
