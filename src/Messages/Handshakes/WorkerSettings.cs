namespace Troupe.Messages.Handshakes;

/// <summary>What a coordinator tells an admitted worker with its welcome.</summary>
internal sealed record WorkerSettings
{
    private const byte AllLevels = 0b11_1111;

    /// <summary>How many workers the pool has.</summary>
    public int PoolSize { get; init; } = 1;

    /// <summary>How often the worker moves its heartbeat and notes its memory, in milliseconds.</summary>
    public int HeartbeatMilliseconds { get; init; } = 100;

    /// <summary>The longest message that either side accepts, in bytes.</summary>
    public long MaxMessageBytes { get; init; } = 1L << 30;

    /// <summary>The number of the coordinator's process among those that share objects.</summary>
    public ulong SpaceId { get; init; }

    /// <summary>The plug-in in whose dependencies the worker runs; null for the caller's own program.</summary>
    public string? PluginPath { get; init; }

    /// <summary>The only assemblies whose functions may be called; null for the program's own and its dependencies.</summary>
    public IReadOnlyList<string>? AllowedAssemblies { get; init; }

    /// <summary>The encoded function that runs before the first job, and its arguments; null for none.</summary>
    public (byte[] Function, byte[] Arguments)? Initializer { get; init; }

    /// <summary>The encoded function that makes the object which the worker hosts, after the initializer, and its arguments; null for
    /// none.</summary>
    public (byte[] Function, byte[] Arguments)? InstanceFactory { get; init; }

    /// <summary>Whether the worker hosts an actor: it is told which with its first frame, and is ready when the actor is.</summary>
    public bool HostsActor { get; init; }

    /// <summary>When jobs of jobs are tried again that do not say it themselves: the pool's policy, encoded; empty for never.</summary>
    public ReadOnlyMemory<byte> Retry { get; init; }

    /// <summary>Whether jobs of jobs that do not say it themselves run in their caller's culture.</summary>
    public bool FlowCulture { get; init; } = true;

    /// <summary>The state of the code that started the pool, for the initializer and the factory, encoded; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Caller { get; init; }

    /// <summary>The name of a process that lives for one job and ends with it; null for a worker of a pool.</summary>
    public string? ProcessName { get; init; }

    /// <summary>Which levels the coordinator's logger has enabled: bit n for level n, as in Microsoft.Extensions.Logging. Default all
    /// six.</summary>
    public byte LogLevels { get; init; } = AllLevels;

    /// <summary>Encodes the settings.</summary>
    /// <returns>The payload of a welcome.</returns>
    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(PoolSize);
        writer.Write(HeartbeatMilliseconds);
        writer.Write(MaxMessageBytes);
        writer.Write(SpaceId);
        writer.Write(PluginPath ?? "");
        writer.Write(AllowedAssemblies?.Count ?? -1);
        foreach (var name in AllowedAssemblies ?? [])
            writer.Write(name);
        Write(writer, Initializer);
        Write(writer, InstanceFactory);
        writer.Write(HostsActor);
        writer.Write(Retry.Length);
        writer.Write(Retry.Span);
        writer.Write(FlowCulture);
        writer.Write(Caller.Length);
        writer.Write(Caller.Span);
        writer.Write(ProcessName ?? "");
        writer.Write(LogLevels);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Decodes settings from a coordinator that has proved itself.</summary>
    /// <param name="payload">The payload of a welcome.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidDataException">The payload is cut, or is no settings.</exception>
    public static WorkerSettings Decode(byte[] payload)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(payload));
            return Read(reader);
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            throw new InvalidDataException($"The settings that came in cannot be read: {error.Message}", error);
        }
    }

    private static WorkerSettings Read(BinaryReader reader) =>
        new()
        {
            PoolSize = reader.ReadInt32(),
            HeartbeatMilliseconds = reader.ReadInt32(),
            MaxMessageBytes = reader.ReadInt64(),
            SpaceId = reader.ReadUInt64(),
            PluginPath = reader.ReadString() is { Length: > 0 } application ? application : null,
            AllowedAssemblies = ReadNames(reader),
            Initializer = ReadCall(reader),
            InstanceFactory = ReadCall(reader),
            HostsActor = reader.ReadBoolean(),
            Retry = ReadPart(reader),
            FlowCulture = reader.ReadBoolean(),
            Caller = ReadPart(reader),
            ProcessName = reader.ReadString() is { Length: > 0 } name ? name : null,
            LogLevels = (byte)(reader.ReadByte() & AllLevels),
        };

    private static void Write(BinaryWriter writer, (byte[] Function, byte[] Arguments)? call)
    {
        writer.Write(call is not null);
        if (call is not { } present)
            return;
        writer.Write(present.Function.Length);
        writer.Write(present.Function);
        writer.Write(present.Arguments.Length);
        writer.Write(present.Arguments);
    }

    private static (byte[] Function, byte[] Arguments)? ReadCall(BinaryReader reader) =>
        reader.ReadBoolean() ? (ReadPart(reader), ReadPart(reader)) : null;

    /// <summary>Never allocates by a declared length: what is announced has to be there.</summary>
    private static byte[] ReadPart(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return length >= 0 && length <= left
            ? reader.ReadBytes(length)
            : throw new EndOfStreamException($"A part of {length} bytes is announced; {left} bytes are left.");
    }

    private static string[]? ReadNames(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0)
            return null;
        var names = new List<string>();
        while (count-- > 0)
            names.Add(reader.ReadString());
        return [.. names];
    }
}
