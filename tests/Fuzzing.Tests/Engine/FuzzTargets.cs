using Troupe.Fuzzing.Tests.Targets;

namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>Everything that reads bytes from a peer.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> s_all = new(StringComparer.Ordinal)
    {
        ["frames"] = () => new FrameTarget(),
        ["handshake"] = () => new HandshakeTarget(),
        ["caller"] = () => new CallerTarget(),
        ["settings"] = () => new SettingsTarget(),
        ["payloads"] = () => new PayloadTarget(),
        ["errors"] = () => new ErrorTarget(),
        ["functions"] = () => new FunctionTarget(),
        ["actor-frames"] = () => new ActorFrameTarget(),
        ["shared-objects"] = () => new SharedObjectTarget(),
        ["shared-frames"] = () => new SharedFrameTarget(),
        ["rings"] = () => new RingTarget(),
        ["tables"] = () => new TableTarget(),
        ["flight-records"] = () => new FlightTarget(),
        ["logs"] = () => new LogTarget(),
        ["relay-messages"] = () => new RelayTarget(),
        ["worker-frames"] = () => new WorkerFrameTarget(),
    };

    public static IReadOnlyCollection<string> Names => s_all.Keys;

    public static FuzzTarget Create(string name) => s_all[name]();
}
