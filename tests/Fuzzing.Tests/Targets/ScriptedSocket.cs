using Troupe.Links.Sockets;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>A socket whose other side is a function: it is told what was sent and says what comes back.</summary>
internal sealed class ScriptedSocket(PeerCredentials? peer, Func<ReadOnlyMemory<byte>, byte[]> answer) : LocalSocket
{
    private readonly Queue<byte> _incoming = new();

    internal override PeerCredentials? Peer => peer;

    public void Say(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            _incoming.Enqueue(one);
    }

    public override int Receive(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _incoming.Count);
        for (var index = 0; index < count; index++)
            destination[index] = _incoming.Dequeue();
        return count;
    }

    public override bool WaitToReceive(TimeSpan limit) => true;

    public override int TrySend(ReadOnlySpan<byte> source) => Send(source);

    public override int Send(ReadOnlySpan<byte> source)
    {
        Say(answer(source.ToArray()));
        return source.Length;
    }

    public override void Shutdown()
    {
        // There is nothing under it.
    }

    private protected override void Dispose(bool disposing)
    {
        // As above.
    }
}
