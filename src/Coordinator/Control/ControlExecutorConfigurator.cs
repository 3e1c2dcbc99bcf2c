using Akka.Configuration;
using Akka.Dispatch;

namespace Troupe.Control;

/// <summary>What Akka finds by its name in the settings of a dispatcher and makes itself.</summary>
internal sealed class ControlExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ControlExecutor(id);
}
