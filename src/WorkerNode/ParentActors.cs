using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Troupe.Links.Conversations;
using Troupe.Links.Flight;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>The actor that this process hosts. The assembly that knows of actors is loaded here, when it does; a worker that hosts none has
/// no part of it.</summary>
/// <param name="outbox">What the process sends.</param>
/// <param name="settings">What it was told with its welcome.</param>
/// <param name="functions">What may be used here.</param>
/// <param name="watchdog">Ends the process when the actor cannot be started.</param>
internal sealed class ParentActors(FlightOutbox outbox, WorkerSettings settings, FunctionTable functions, ParentWatchdog watchdog)
{
    private IActorHost? _host;

    /// <summary>For the thread that reads the link.</summary>
    public void Handle(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        if (!settings.HostsActor)
            throw new ProtocolViolationException($"a coordinator does not send {header.Kind} to a worker that hosts no actor");
        (_host ??= Load()).Handle(header, message);
    }

    /// <summary>The orderly end; waits for it for a bounded time.</summary>
    public void End() => _host?.End();

    private IActorHost Load()
    {
        var setup = new ActorHostSetup
        {
            Send = (kind, id, message) => outbox.Append(kind, id, [], message),
            Flush = outbox.Flush,
            MaxMessageBytes = settings.MaxMessageBytes,
            Allowed = functions.Allowed,
            LoadAssembly = functions.LoadAssembly,
            LogLevels = settings.LogLevels,
            Log = entry => Say(FrameKind.Log, entry.Encode(settings.MaxMessageBytes)),
            Started = () => Say(FrameKind.Ready, []),
            Failed = Fail,
        };
        return (IActorHost)Activator.CreateInstance(
            LoadAssembly().GetType(ActorHostSetup.ClassName, throwOnError: true)!,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
            null,
            [setup],
            null)!;
    }

    /// <summary>Beside the worker's own, in whatever folder a plug-in lives; or in the single file that the program was published
    /// as.</summary>
    [SuppressMessage("SingleFile", "IL3000", Justification = "An empty location is expected in a single file: the name decides there.")]
    private static Assembly LoadAssembly()
    {
        var file = Path.Join(Path.GetDirectoryName(typeof(ParentActors).Assembly.Location), ActorHostSetup.AssemblyName + ".dll");
        return Path.IsPathRooted(file) && File.Exists(file)
            ? AssemblyLoadContext.Default.LoadFromAssemblyPath(file)
            : Assembly.Load(ActorHostSetup.AssemblyName);
    }

    private void Say(FrameKind kind, ReadOnlySpan<byte> message)
    {
        outbox.Append(kind, 0, [], message);
        outbox.Flush();
    }

    private void Fail(Exception error)
    {
        using var fault = new PayloadWriter();
        Faults.Write(fault, error, cancelRequested: false);
        Say(FrameKind.StartFailed, fault.WrittenSpan);
        watchdog.Disarm();
        Environment.Exit(Worker.StartFailedCode);
    }
}
