using Troupe.Links;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>From the start record to the last job: connects, proves itself, initializes, and serves its link.</summary>
internal static class Worker
{
    public const int StartFailedCode = 70;

    public static int Run(StartRecord start, ParentWatchdog watchdog, StopSignals signals)
    {
        LocalSocket socket;
        WorkerSettings settings;
        FlightRecord record;
        try
        {
            socket = LocalSocket.Connect(start.SocketPath);
            settings = WorkerSettings.Decode(Handshake.Introduce(socket, start.Token, start.Slot, start.Generation));
            record = FlightRecord.Open(start.FlightPath);
        }
        catch (Exception error) when (error is IOException or HandshakeException or InvalidDataException)
        {
            // Either the coordinator is gone, and this may be the last one to clear up, or a stranger listens: nothing is run for it.
            if (OwnProcess.IsGone(start.ParentPid))
                watchdog.Terminate();
            Console.Error.WriteLine($"The worker could not join its pool: {error.Message}");
            return StartFailedCode;
        }
        // Never closed: its end, as the coordinator sees it, is the end of this process.
        var link = new UnixSocketLink(socket);
        var outbox = new FlightOutbox(link, record, linkLost: () => watchdog.Terminate());
        Heartbeat.Start(record, settings.HeartbeatMilliseconds);
        if (settings.PluginPath is { } plugIn)
            LiveIn(Path.GetDirectoryName(plugIn)!);
        var functions = new FunctionTable(settings);
        var runner = new JobRunner(link, record, outbox, functions, start, settings, watchdog);
        if (!TryInitialize(settings, outbox, functions))
        {
            watchdog.Disarm();
            Environment.Exit(StartFailedCode);
        }
        if (!settings.HostsActor)
        {
            outbox.Append(FrameKind.Ready, 0, [], []);
            outbox.Flush();
        }

        return settings.ProcessName is null ? runner.Serve() : runner.ServeOneJob(signals);
    }

    // A plug-in looks for its files beside itself, and by AppContext.BaseDirectory, as it would in its own program. The runtime asks
    // for this entry each time; its folders end with a separator.
    private static void LiveIn(string folder) =>
        AppContext.SetData(
            "APP_CONTEXT_BASE_DIRECTORY",
            Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar);

    private static bool TryInitialize(WorkerSettings settings, FlightOutbox outbox, FunctionTable functions)
    {
        using var scratch = new PayloadWriter();
        try
        {
            StartCall.Run(settings.Initializer, settings.Caller.Span, functions, scratch);
            StartCall.Run(settings.InstanceFactory, settings.Caller.Span, functions, scratch);
            return true;
        }
        catch (Exception error)
        {
            // Whatever the user's initializer throws is the pool's start error; it goes to the caller in full.
            scratch.Clear();
            Faults.Write(scratch, error, cancelRequested: false);
            outbox.Append(FrameKind.StartFailed, 0, [], scratch.WrittenSpan);
            outbox.Flush();
            return false;
        }
    }
}
