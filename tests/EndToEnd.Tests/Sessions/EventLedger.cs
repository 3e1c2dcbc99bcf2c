using System.Collections.Concurrent;
using Troupe.Sessions;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>Notes what sessions tell, on its way to the dispatcher, and checks that each keeps to the contract.</summary>
internal sealed class EventLedger
{
    private readonly ConcurrentDictionary<WorkerId, Book> _books = new();

    /// <summary>Puts the ledger between sessions and their dispatcher.</summary>
    public SessionOpener Around(SessionOpener open) => (setup, worker, events) => open(setup, worker, _books[worker] = new Book(events));

    /// <summary>The sessions that were opened.</summary>
    public IReadOnlyCollection<WorkerId> Workers => [.. _books.Keys];

    /// <summary>What a worker's session told, by name, without what comes at any time.</summary>
    public IReadOnlyList<string> Of(WorkerId worker) =>
        [.. _books[worker].Told.Where(name => name is not (nameof(WorkerReport) or nameof(WorkerOverSoftLimit)))];

    /// <summary>Every session has told its end once, last of all, and every job has had at most one outcome.</summary>
    public void ShouldBeInOrder()
    {
        foreach (var (worker, book) in _books)
        {
            var told = Of(worker);
            told.Where(name => name != nameof(WorkerUnreachable)).ShouldBe(
                told.Contains(nameof(WorkerReady))
                    ? [nameof(WorkerReady), nameof(WorkerEnded), nameof(WorkerClosed)]
                    : [nameof(WorkerEnded), nameof(WorkerClosed)], $"worker {worker}");
            told.Count(name => name == nameof(WorkerUnreachable)).ShouldBeLessThanOrEqualTo(1, $"worker {worker}");
            book.Told.ToList().IndexOf(nameof(WorkerEnded)).ShouldBe(book.Told.Count - 2, $"worker {worker}");
            book.Ends.GroupBy(turn => turn).ShouldAllBe(end => end.Count() == 1);
            book.Ends.ToList().ShouldBe(book.Ends.Order().ToList(), $"worker {worker}");
        }
    }

    private sealed class Book(ISessionEvents events) : ISessionEvents
    {
        public ConcurrentQueue<string> Told { get; } = new();

        /// <summary>Turns of jobs that have come to their end, without those that were given back or dropped out of turn.</summary>
        public ConcurrentQueue<long> Ends { get; } = new();

        public void Add(SessionEvent happened)
        {
            Told.Enqueue(happened.GetType().Name);
            if (happened is WorkerReport report)
                Note(report);
            events.Add(happened);
        }

        private void Note(WorkerReport report)
        {
            foreach (var outcome in report.Outcomes)
            {
                if (outcome.Kind is OutcomeKind.Succeeded or OutcomeKind.Failed or OutcomeKind.Cancelled or OutcomeKind.TimedOut
                    or OutcomeKind.Stopped)
                {
                    Ends.Enqueue(outcome.DispatchNumber);
                }
            }
        }

        public void Run() => events.Run();
    }
}
