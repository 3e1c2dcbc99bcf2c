using Troupe.Sessions;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>The contract, kept by the session of a worker on this machine.</summary>
public sealed class LocalSessionSpecs : SessionContract
{
    private protected override SessionOpener Sessions => WorkerSession.Open;
}
