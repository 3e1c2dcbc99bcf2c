using Troupe.Sessions;
using Troupe.Sessions.Relay;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>Delivers what a wire carries, on a thread of its own, and lets it meet its fate: each message may take its time, and some cut
/// the wire.</summary>
internal sealed class WirePump : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly RelayedSession _session;
    private readonly RelayHost _host;
    private readonly MemoryWire _wire;
    private readonly WireFate _fate;
    private readonly SemaphoreSlim _sent = new(0);
    private readonly Thread _thread;
    private volatile bool _ended;

    public WirePump(PoolSetup setup, WorkerId id, ISessionEvents events, WireFate fate)
    {
        _fate = fate;
        _session = new RelayedSession(setup, id, events);
        _host = new RelayHost(setup, id, WorkerSession.Open);
        _wire = new MemoryWire(_session, _host) { Sent = () => _sent.Release() };
        _wire.Connect();
        _thread = new Thread(Run) { IsBackground = true, Name = $"wire {id}" };
        _thread.Start();
    }

    public IWorkerSession Session => _session;

    /// <summary>Ends the pump with what is still to be carried left where it is.</summary>
    public void Dispose()
    {
        _ended = true;
        _sent.Release();
        _thread.Join();
        _sent.Dispose();
    }

    private void Run()
    {
        while (!_ended)
        {
            if (!_sent.Wait(s_look))
                _host.TellMemory();
            if (_fate.Delay is { } delay)
                Thread.Sleep(delay);
            if (_fate.IsLost)
            {
                GiveUp();
                return;
            }
            Deliver();
        }
    }

    private void Deliver()
    {
        while (!_ended && (_wire.HasForWorker || _wire.HasForDispatcher))
        {
            if (_fate.CutsNow())
            {
                _wire.Cut();
                _wire.Connect();
            }
            else if (_wire.HasForWorker)
            {
                _wire.DeliverToWorker();
            }
            else
            {
                _wire.DeliverToDispatcher();
            }
        }
    }

    /// <summary>Both sides count the other as gone for good.</summary>
    private void GiveUp()
    {
        _wire.Cut();
        _fate.OnCut();
        _session.GiveUp();
        _host.GiveUp("nothing comes from its dispatcher");
    }
}
