using Troupe.Sessions;

namespace Troupe.Tests.StateMachine;

/// <summary>Told what workers are told.</summary>
internal interface IWorkerOrders
{
    void OnAssigned(FakeWorker worker, in Assignment assignment);

    void OnAnswer(FakeWorker worker, in NestedAnswer answer);

    /// <summary>The worker was told to end after its jobs.</summary>
    void OnShutDown(FakeWorker worker);
}
