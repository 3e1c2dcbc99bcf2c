using Microsoft.Extensions.Logging;
using Troupe.Jobs;
using Troupe.Processes;
using Troupe.Remoting.Handshakes;

namespace Troupe.Coordination;

/// <summary>What the actors of one pool share and none of them changes.</summary>
internal sealed record PoolSetup(
    ProcessPoolOptions Options,
    PoolDirectory Directory,
    WorkerListener Listener,
    FunctionRegistry Functions,
    byte[] Settings,
    ILogger Log,
    Action<Exception> CallbackFailed)
{
    public StartPermits Starts { get; } = new(Environment.ProcessorCount);
}
