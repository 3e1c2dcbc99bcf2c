using System.Buffers.Binary;
using Troupe.Actors;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;
using Troupe.Remoting.Actors;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>What a peer says to this side's actors. The input is frames, each a kind, an id and a payload.</summary>
internal sealed class ActorFrameTarget : FuzzTarget
{
    private const int FrameHead = 1 + sizeof(ulong);

    private readonly ActorSystem _system = new("fuzzed");
    private Exception? _failure;

    public ActorFrameTarget()
    {
        _system.Failed += failure => _failure = failure.Exception;
        _system.Spawn(Props.Create(() => new Sink()).WithInlineDispatch(), "sink");
    }

    public override string Name => "actor-frames";

    /// <summary>The link and the table of types that every input gets of its own.</summary>
    public override int FixedAllocation => 256 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["TypeAndMessage"] = Steps.Of(Say(FrameKind.ActorType, 2, Frame.Bytes(TypeReference.Of(typeof(int)).Write)), Say(FrameKind.ActorMessage, 0, Message("/user/sink", 0, writer => writer.WriteUnmanaged(5)))),
        ["FromSender"] = Steps.Of(Say(FrameKind.ActorType, 2, Frame.Bytes(TypeReference.Of(typeof(int)).Write)), Say(FrameKind.ActorMessage, 0, Message("/user/sink", 7, writer => writer.WriteUnmanaged(5)))),
        ["Watch"] = Steps.Of(Say(FrameKind.ActorWatch, 1, Address("/user/sink")), Say(FrameKind.ActorUnwatch, 1, []), Say(FrameKind.ActorWatch, 2, Address("/user/nobody"))),
        ["HugeWatch"] = Steps.Of(Say(FrameKind.ActorWatch, ulong.MaxValue, Address("/user/sink"))),
        ["Terminated"] = Steps.Of(Say(FrameKind.ActorTerminated, 1, [1, 1, 65, 66])),
        ["Stop"] = Steps.Of(Say(FrameKind.ActorStop, 0, Address("/user/nobody"))),
    };

    public override void Run(byte[] input, Random random)
    {
        using var link = new ScriptedLink(default, left => left);
        var actors = new ActorLink(_system, link, "troupe://peer", new ActorLinkOptions { AllowedAssemblies = AllowedAssemblies.Only("Troupe.Fuzzing.Tests"), LoadAssembly = name => throw new FileNotFoundException(name) });
        try
        {
            var steps = new Steps(input);
            while (steps.TryNext(out var step))
            {
                // The one actor there is is to live through all inputs.
                if (step.Length >= FrameHead && (FrameKind)step[0] != FrameKind.ActorStop)
                    _ = actors.TryHandle(new FrameHeader(step.Length - FrameHead, (FrameKind)step[0], FrameFlags.None, BinaryPrimitives.ReadUInt64LittleEndian(step[1..])), step[FrameHead..]);
            }
        }
        catch (ProtocolViolationException)
        {
            if (!link.Closed)
                throw new FindingException("the link lived on after a violation");
        }
        actors.End("the input has ended");
        if (_failure is { } failure)
            throw new FindingException("an actor failed", failure);
    }

    private static byte[] Say(FrameKind kind, ulong id, byte[] payload) => [(byte)kind, .. BitConverter.GetBytes(id), .. payload];

    private static byte[] Address(string path) => Frame.Bytes(new RemoteAddress(path, 0).Write);

    private static byte[] Message(string path, ulong sender, Action<PayloadWriter> payload) => Frame.Bytes(writer =>
    {
        new RemoteAddress(path, 0).Write(writer);
        if (sender == 0)
            writer.WriteByte(RemoteAddress.NoAddress);
        else
            new RemoteAddress(null, sender).Write(writer);
        writer.WriteVarUInt32(0);
        writer.WriteVarUInt32(2);
        payload(writer);
    });

    public override void Dispose()
    {
        _system.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    /// <summary>Takes whatever comes, and answers it.</summary>
    private sealed class Sink : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            Sender?.Tell(1, Self);
            return ValueTask.CompletedTask;
        }
    }
}
