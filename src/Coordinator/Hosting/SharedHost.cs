using Troupe.Coordination;

namespace Troupe.Hosting;

/// <summary>One process that several hosted objects share.</summary>
internal sealed class SharedHost
{
    private int _lastNumber;

    private SharedHost(string name, LocalBackend backend) =>
        (Name, Backend, Started) = (name, backend, backend.StartedAsync(CancellationToken.None));

    public string Name { get; }

    public LocalBackend Backend { get; }

    /// <summary>Completes when the process is ready for the first time, or fails when it cannot be started.</summary>
    public Task Started { get; }

    /// <summary>How many objects live there, or wait for its start. Owned by <see cref="SharedHosts"/>.</summary>
    public int Guests { get; set; }

    public static SharedHost Open(string name, ProcessPoolOptions options)
    {
        options.Validate();
        return new SharedHost(name, LocalBackend.OpenShared(options, name));
    }

    public int NewNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>What holds for the whole process was said by the first object.</summary>
    public void RefuseContradiction(HostedOptions options)
    {
        if (options.HardMemoryLimit is { } limit && limit != Backend.Options.HardMemoryLimit)
            throw new ArgumentException($"The shared process {Name} runs with {(Backend.Options.HardMemoryLimit is { } given ? $"a HardMemoryLimit of {given} bytes" : "no HardMemoryLimit")}, which holds for all of its objects, and this one asks for {limit}. Say the same or leave it null, or choose another name for HostedOptions.SharedProcess.", nameof(options));
    }
}
