using Troupe.Messages.Assemblies;

namespace Troupe.Messages.References;

/// <summary>
/// References to actors, which travel inside of messages to actors though they are no data. They are those of Akka.NET, known here by name:
/// nothing of Akka is loaded for a program that has no actors.
/// </summary>
internal static class ActorReferences
{
    /// <summary>The assembly that defines them, by its simple name.</summary>
    public const string AssemblyName = "Akka";

    /// <summary>Whether a type is that of all references.</summary>
    public static bool IsType(Type type) =>
        type is { IsInterface: true, Name: "IActorRef", Namespace: "Akka.Actor" }
            && AssemblyNames.SimpleNameOf(type.Assembly) == AssemblyName;
}
