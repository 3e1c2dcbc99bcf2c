using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Troupe.Control;

/// <summary>
/// Replaces Akka's JSON serializer, whose number it takes, so that Newtonsoft.Json is never loaded: nothing leaves a local
/// system, and what would is a mistake.
/// </summary>
internal sealed class NoSerializer : Serializer
{
    /// <summary>Called by Akka, which finds this class by its name and has settings for the serializer called "json".</summary>
    public NoSerializer(ExtendedActorSystem system, Config settings)
        : base(system) => ArgumentNullException.ThrowIfNull(settings);

    public override int Identifier => 1;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw Refused(obj?.GetType());

    public override object FromBinary(byte[] bytes, Type type) => throw Refused(type);

    private static NotSupportedException Refused(Type? type) =>
        new($"A message of type {type?.FullName ?? "null"} was to be serialized, but no message of this actor system leaves its process.");
}
