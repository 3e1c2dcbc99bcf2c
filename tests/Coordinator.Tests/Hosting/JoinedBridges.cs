using System.Threading.Channels;
using Akka.Actor;
using Troupe.Hosting.Bridges;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Frames;

namespace Troupe.Tests.Hosting;

/// <summary>Two ends of a bridge, joined in memory: each reads what the other has sent on a thread of its own, in order.</summary>
internal sealed class JoinedBridges : IDisposable
{
    private readonly Channel<(FrameKind Kind, ulong Id, byte[] Message)> _toHost = Channel.CreateUnbounded<(FrameKind, ulong, byte[])>();
    private readonly Channel<(FrameKind Kind, ulong Id, byte[] Message)> _toApp = Channel.CreateUnbounded<(FrameKind, ulong, byte[])>();

    private JoinedBridges(ActorCell app, ActorCell host)
    {
        App = NewEnd(app, hostsActor: false, _toHost.Writer);
        Host = NewEnd(host, hostsActor: true, _toApp.Writer);
        _ = Task.Run(() => ReadAsync(_toHost.Reader, Host));
        _ = Task.Run(() => ReadAsync(_toApp.Reader, App));
    }

    /// <summary>The end of the process that started the actor.</summary>
    public ActorBridge App { get; }

    /// <summary>The end of the process that hosts it.</summary>
    public ActorBridge Host { get; }

    /// <summary>Joins an actor of a system with what is to be its reference, in another or the same system.</summary>
    public static async Task<JoinedBridges> Of(ActorSystem app, ActorSystem host, IActorRef hosted)
    {
        var joined = new JoinedBridges(await NewOwner(app), await NewOwner(host));
        joined.Host.SetHosted(hosted);
        return joined;
    }

    /// <summary>What the app tells the hosted actor.</summary>
    public void Tell(object message, IActorRef? sender = null) => App.TrySend(0, message, sender, flush: true).ShouldBeTrue();

    private static async Task<ActorCell> NewOwner(ActorSystem system)
    {
        var made = new TaskCompletionSource<ActorCell>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create<BridgeEndActor>(made));
        return await made.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static ActorBridge NewEnd(
        ActorCell owner,
        bool hostsActor,
        ChannelWriter<(FrameKind Kind, ulong Id, byte[] Message)> to) => new(owner, new BridgeEnd
        {
            HostsActor = hostsActor,
            Send = (kind, id, message) => to.TryWrite((kind, id, message.ToArray())),
            Flush = () => { },
            MaxMessageBytes = 1 << 20,
            Allowed = AllowedAssemblies.Application,
        });

    private static async Task ReadAsync(ChannelReader<(FrameKind Kind, ulong Id, byte[] Message)> from, ActorBridge end)
    {
        await foreach (var (kind, id, message) in from.ReadAllAsync())
            end.Handle(new FrameHeader(message.Length, kind, FrameFlags.None, id), message);
    }

    public void Dispose()
    {
        _toHost.Writer.TryComplete();
        _toApp.Writer.TryComplete();
    }
}
