using System.Threading.Channels;
using Troupe.Actors;
using Troupe.Messages.Functions;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Links;
using Troupe.Remoting.Sockets;

namespace Troupe.Remoting.Tests.Actors;

/// <summary>Two actor systems, joined by a link.</summary>
internal sealed class LinkedSystems : IAsyncDisposable
{
    private readonly Channel<DeadLetter> _deadLetters = Channel.CreateUnbounded<DeadLetter>();

    public LinkedSystems(ActorLinkOptions? serverOptions = null, ActorLinkOptions? clientOptions = null, bool overSocket = false)
    {
        if (overSocket)
        {
            var (first, second) = SocketPair.Create();
            (ClientLink, ServerLink) = (new UnixSocketLink(LocalSocket.Of(first)), new UnixSocketLink(LocalSocket.Of(second)));
        }
        else
        {
            (ClientLink, ServerLink) = InMemoryLink.CreatePair();
        }
        ToServer = new ActorLink(Client, ClientLink, "troupe://server@far", clientOptions);
        ToClient = new ActorLink(Server, ServerLink, "troupe://client@far", serverOptions);
        Client.DeadLettered += letter => _deadLetters.Writer.TryWrite(letter);
        Server.DeadLettered += letter => _deadLetters.Writer.TryWrite(letter);
        foreach (var link in new[] { ToServer, ToClient })
            new Thread(link.Serve) { IsBackground = true }.Start();
    }

    public ActorSystem Client { get; } = new("client");

    public ActorSystem Server { get; } = new("server");

    public Link ClientLink { get; }

    public Link ServerLink { get; }

    public ActorLink ToServer { get; }

    public ActorLink ToClient { get; }

    public static ActorLinkOptions Nothing => new() { AllowedAssemblies = AllowedAssemblies.Only("Nothing") };

    public async Task<DeadLetter> DeadLetterAsync() => await _deadLetters.Reader.ReadAsync().AsTask().WaitAsync(Hang.Limit);

    public async ValueTask DisposeAsync()
    {
        ClientLink.Dispose();
        ServerLink.Dispose();
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
