using System.Buffers.Binary;
using Akka.Actor;
using Troupe.Control;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Hosting.Bridges;
using Troupe.Links.Conversations;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Platform.Timing;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// What a peer says to this side's actors, at both ends of a bridge: that of the process that started an actor, and that of the worker
/// which hosts it. The input is frames, each a kind, an id and a payload. Whatever comes, either it is a violation, or the actors live on.
/// </summary>
internal sealed class ActorFrameTarget : FuzzTarget
{
    private const int FrameHead = 1 + sizeof(ulong);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly LocalActorSystem _system = LocalActorSystem.Create(ControlClock.Instance);
    private readonly IActorRef _owner;
    private readonly ActorCell _cell;

    public ActorFrameTarget()
    {
        var made = new TaskCompletionSource<ActorCell>();
        _owner = _system.System.ActorOf(Props.Create<Sink>(made));
        _cell = made.Task.Result;
    }

    public override string Name => "actor-frames";

    /// <summary>The bridge and its tables that every input gets of its own, and an actor for each that is spoken of.</summary>
    public override int FixedAllocation => 512 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["TypeAndMessage"] = Steps.Of(
            Say(FrameKind.ActorType, 5, Frame.Bytes(TypeReference.Of(typeof(int)).Write)),
            Say(FrameKind.ActorMessage, 0, Message(0, ActorAddress.None, 5))),
        ["FromSender"] = Steps.Of(
            Say(FrameKind.ActorType, 5, Frame.Bytes(TypeReference.Of(typeof(int)).Write)),
            Say(FrameKind.ActorMessage, 0, Message(0, new ActorAddress(AddressOwner.Writer, 2), 5)),
            Say(FrameKind.ActorEnded, 2, [])),
        ["FromAsk"] = Steps.Of(
            Say(FrameKind.ActorType, 5, Frame.Bytes(TypeReference.Of(typeof(int)).Write)),
            Say(FrameKind.ActorMessage, 0, Message(0, new ActorAddress(AddressOwner.Writer, 3), 5)),
            Say(FrameKind.ActorEnded, 3, [])),
        ["ToSender"] = Steps.Of(
            Say(FrameKind.ActorType, 5, Frame.Bytes(TypeReference.Of(typeof(int)).Write)),
            Say(FrameKind.ActorMessage, 0, Message(2, new ActorAddress(AddressOwner.Reader, 0), 5)),
            Say(FrameKind.ActorMessage, 0, Message(3, new ActorAddress(AddressOwner.Reader, 3), 5))),
        ["Done"] = Steps.Of(
            Say(FrameKind.ActorMessage, 0, [0, 0, 3]),
            Say(FrameKind.ActorMessage, 0, [0, 1, 0, 4, 1, 8]),
            Say(FrameKind.ActorMessage, 0, [0, 0, 2, 1, 2, 0])),
        ["HugeNumber"] = Steps.Of(Say(FrameKind.ActorMessage, ulong.MaxValue, [255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 3])),
        ["HostedEnded"] = Steps.Of(Say(FrameKind.ActorEnded, 0, [])),
        ["Stop"] = Steps.Of(Say(FrameKind.ActorStop, 2, []), Say(FrameKind.ActorStop, 4, [1])),
        ["Start"] = Steps.Of(
            Say(FrameKind.ActorStart, 0, [.. Frame.Bytes(TypeReference.Of(typeof(Sink)).Write), 255, 255, 255, 255, 1, 0])),
    };

    public override void Run(byte[] input, Random random)
    {
        using var link = new ScriptedLink(default, left => left);
        var hosts = random.Next(2) == 0;
        var bridge = new ActorBridge(_cell, new BridgeEnd
        {
            HostsActor = hosts,
            Send = link.Append,
            Flush = link.Flush,
            MaxMessageBytes = 64 * 1024,
            Allowed = AllowedAssemblies.Only("Troupe.Fuzzing.Tests"),
            LoadAssembly = name => throw new FileNotFoundException(name),
        });
        if (hosts)
            bridge.SetHosted(_owner);
        try
        {
            var steps = new Steps(input);
            while (steps.TryNext(out var step))
            {
                if (step.Length >= FrameHead)
                    Handle(bridge, step, hosts);
            }
        }
        catch (Exception error) when (error is ProtocolViolationException
            || error is FunctionRefusedException or PayloadFormatException && hosts)
        {
            // What is documented; the last two of the start of an actor.
        }
        bridge.End(new TimeoutException("the input has ended"));
    }

    public override void LookAfterwards(Random random)
    {
        if (random.Next(256) == 0 && !_owner.Ask<string>(Sink.Alive, s_patience).Wait(s_patience))
            throw new FindingException("the actor does not answer any more");
    }

    private static void Handle(ActorBridge bridge, ReadOnlySpan<byte> step, bool hosts)
    {
        var kind = (FrameKind)step[0];
        if (kind == FrameKind.ActorStart && hosts)
        {
            bridge.ReadStart(step[FrameHead..]);
            return;
        }
        var number = BinaryPrimitives.ReadUInt64LittleEndian(step[1..]);
        // The one actor there is is to live through all inputs.
        if (kind != FrameKind.ActorStop || number != ActorAddress.Hosted)
            bridge.Handle(new FrameHeader(step.Length - FrameHead, kind, FrameFlags.None, number), step[FrameHead..]);
    }

    private static byte[] Say(FrameKind kind, ulong id, byte[] payload) => [(byte)kind, .. BitConverter.GetBytes(id), .. payload];

    private static byte[] Message(ulong recipient, ActorAddress sender, int payload) => Frame.Bytes(writer =>
    {
        writer.WriteVarUInt64(recipient);
        sender.Write(writer);
        writer.WriteVarUInt32(5);
        writer.WriteUnmanaged(payload);
    });

    public override void Dispose()
    {
        _system.EndAsync(s_patience).Wait();
        base.Dispose();
    }

    /// <summary>Takes whatever comes, and answers it.</summary>
    private sealed class Sink(TaskCompletionSource<ActorCell> made) : UntypedActor
    {
        public const string Alive = "alive?";

        protected override void PreStart() => made.SetResult((ActorCell)Context);

        protected override void OnReceive(object message)
        {
            if (message is WatchShown shown)
                Context.Watch(shown.Actor);
            else if (message is not (HostedEnded or Terminated))
                Sender.Tell(message is Alive ? Alive : 1);
        }
    }
}
