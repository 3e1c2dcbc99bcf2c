using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Handshakes;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>What a worker is told at its start: the start record from its standard input, and the settings of its welcome.</summary>
internal sealed class SettingsTarget : FuzzTarget
{
    private const byte Record = 1;

    public override string Name => "settings";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["StartRecord"] = [Record, .. new StartRecord(new byte[StartRecord.TokenSize], 1, 2, 3, "/tmp/a/socket", "/tmp/a/flight-1.2")
            .Encode()],
        ["Plain"] = [0, .. new WorkerSettings().Encode()],
        ["Full"] = [0, .. new WorkerSettings
        {
            PoolSize = 4, SpaceId = 77, PluginPath = "/app/Plugin.dll", AllowedAssemblies = ["One", "Two"], Initializer =
                ([1, 2], [3, 4, 5]),
            InstanceFactory = ([6], []), HostsActor = true, Retry = new byte[] { 3, 0, 1 }, FlowCulture = false, Caller = new byte[] {
                8,
                9 }, ProcessName = "child",
        }.Encode()],
    };

    public override void Run(byte[] input, Random random)
    {
        if (input.Length == 0)
            return;
        try
        {
            if (input[0] == Record)
                _ = StartRecord.Read(new MemoryStream(input, 1, input.Length - 1));
            else
                ShouldStayTheSame(WorkerSettings.Decode(input[1..]));
        }
        catch (InvalidDataException)
        {
            // What is documented.
        }
    }

    private static void ShouldStayTheSame(WorkerSettings settings)
    {
        var encoded = settings.Encode();
        if (!WorkerSettings.Decode(encoded).Encode().AsSpan().SequenceEqual(encoded))
            throw new FindingException("settings change when they are written and read");
    }
}
