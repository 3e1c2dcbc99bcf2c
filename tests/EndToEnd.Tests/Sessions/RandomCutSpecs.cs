using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Messages.Jobs;
using Troupe.Sessions;
using Troupe.Sessions.Relay;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>A relayed session whose every step is chosen by chance, from a seed: what is sent, done, delivered, cut and mended, and
/// when.</summary>
public sealed class RandomCutSpecs
{
    private const int Rounds = 400;

    private static readonly WorkerId s_id = new(2, 3);

    [Fact]
    public void However_the_wire_is_cut_and_mended_each_job_runs_once_and_has_one_outcome()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var stage = new Stage(seed);
            stage.PlayAtRandom(steps: 200);
            stage.PlayToTheEnd();
            stage.Worker.Told.ShouldBe(stage.Outcomes, $"seed {seed}");
            stage.ShouldHaveRunOnce();
            stage.Host.Completed.IsCompleted.ShouldBeTrue($"seed {seed}: what the worker's side keeps is not taken");
            foreach (var job in stage.Unanswered)
            {
                stage.Judgement!.Running
                    .ShouldBe(stage.Worker.Runs.ContainsKey(job) ? job : stage.Judgement.Running, $"seed {seed}: job {job}");
            }
        }
    }

    [Fact]
    public void When_the_wire_is_given_up_no_job_that_may_have_run_counts_as_one_that_has_not()
    {
        var (doubtful, certain) = (0, 0);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var stage = new Stage(seed);
            stage.PlayAtRandom(steps: 20 + (seed % 100));
            stage.GiveUp();
            stage.PlayAtRandom(steps: 20);
            stage.Judgement.ShouldNotBeNull();
            foreach (var job in stage.Unanswered)
            {
                var mayHaveRun = stage.Assigned[job] <= stage.Judgement.JobsReceived
                    && (stage.Judgement.InDoubt.Contains(job) || stage.Judgement.Running == job);
                if (stage.Worker.Runs.ContainsKey(job))
                    mayHaveRun.ShouldBeTrue($"seed {seed}: job {job}");
                doubtful += mayHaveRun ? 1 : 0;
                certain += mayHaveRun ? 0 : 1;
            }
            stage.ShouldHaveRunOnce();
            stage.Events[^1].ShouldBe(nameof(WorkerClosed), $"seed {seed}");
            stage.Events.Count(name => name == nameof(WorkerEnded)).ShouldBe(1, $"seed {seed}");
            stage.Events.Count(name => name == nameof(WorkerClosed)).ShouldBe(1, $"seed {seed}");
        }
        (doubtful > 100, certain > 100).ShouldBe((true, true));
    }

    [Fact]
    public void A_worker_that_is_killed_while_the_wire_is_cut_is_over_at_once_and_ends_when_the_wire_is_mended()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var stage = new Stage(seed);
            stage.PlayAtRandom(steps: 40 + (seed % 40));
            if (stage.Worker.Ended)
                continue; // Its own end is on its way.
            stage.Kill(cutFirst: seed % 2 == 0);
            stage.Events[^1].ShouldBe(nameof(WorkerClosed), $"seed {seed}");
            var outcomes = stage.Outcomes.Count;
            foreach (var job in stage.Unanswered.Where(stage.Worker.Runs.ContainsKey))
                (stage.Judgement!.InDoubt.Contains(job) || stage.Judgement.Running == job).ShouldBeTrue($"seed {seed}: job {job}");
            stage.PlayAtRandom(steps: 20);
            stage.PlayToTheEnd(dies: false);
            (stage.Worker.Ended, stage.Host.Completed.IsCompleted, stage.Outcomes.Count).ShouldBe((true, true, outcomes), $"seed {seed}");
            stage.ShouldHaveRunOnce();
        }
    }

    /// <summary>A session, its worker, the wire between them, and who asks for jobs.</summary>
    private sealed class Stage : ISessionEvents
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly RelayedSession _session;
        private readonly MemoryWire _wire;
        private readonly Queue<WorkerReport> _reports = new();
        private bool _givenUp;

        public Stage(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            var setup = new PoolSetup(new ProcessPoolOptions(), null!, null!, null!, [], NullLogger.Instance);
            _session = new RelayedSession(setup, s_id, this);
            Host = new RelayHost(setup, s_id, (_, id, events) => Worker = new FakeWorker(id, events));
            _wire = new MemoryWire(_session, Host);
            Worker!.BeReady();
        }

        public RelayHost Host { get; }

        public FakeWorker Worker { get; private set; }

        /// <summary>The jobs that were given, with their turns.</summary>
        public Dictionary<ulong, long> Assigned { get; } = [];

        public List<ulong> Outcomes { get; } = [];

        public List<string> Events { get; } = [];

        public WorkerEnded? Judgement { get; private set; }

        public IEnumerable<ulong> Unanswered => Assigned.Keys.Except(Outcomes);

        public void Add(SessionEvent happened)
        {
            Events.Add(happened.GetType().Name);
            happened.Worker.ShouldBe(s_id);
            Judgement = happened as WorkerEnded ?? Judgement;
            if (happened is not WorkerReport report)
                return;
            _reports.Enqueue(report);
            foreach (var outcome in report.Outcomes)
            {
                (outcome.DispatchNumber, outcome.ArgumentsWritten).ShouldBe((Assigned[outcome.Job], true), $"seed {_seed}");
                if (outcome.Kind == OutcomeKind.Succeeded)
                    BitConverter.ToUInt64(outcome.Bytes.Span).ShouldBe(outcome.Job, $"seed {_seed}");
                Outcomes.Add(outcome.Job);
            }
        }

        public void Run()
        {
            // Reports are taken later, or much later.
        }

        public void PlayAtRandom(int steps)
        {
            for (var step = 0; step < steps; step++)
                Play(_random.Next(100));
        }

        public void Kill(bool cutFirst)
        {
            if (cutFirst)
                _wire.Cut();
            _session.Kill("it is to be", planned: true);
            _wire.Cut();
        }

        public void PlayToTheEnd(bool dies = true)
        {
            if (dies)
                Worker.Die();
            if (!_wire.IsConnected)
                _wire.Connect();
            DeliverAll();
            Host.Completed.IsCompleted.ShouldBe(_reports.Count == 0, $"seed {_seed}: what came is not yet taken");
            while (_reports.Count > 0)
                TakeReport();
            DeliverAll();
        }

        public void GiveUp()
        {
            _wire.Cut();
            _session.GiveUp();
            _givenUp = true;
        }

        public void ShouldHaveRunOnce() => Worker.Runs.Values.ShouldAllBe(times => times == 1, $"seed {_seed}");

        private void Play(int chance)
        {
            switch (chance)
            {
                case < 12: Assign(); break;
                case < 32: Worker.GoOn(); break;
                case < 56: _wire.DeliverToWorker(); break;
                case < 76: _wire.DeliverToDispatcher(); break;
                case < 84: TakeReport(); break;
                case < 88: _session.Cancel((ulong)_random.Next(1, Assigned.Count + 2)); break;
                case < 90: Host.TellMemory(); break;
                case 90 when _random.Next(4) == 0: Worker.Die(); break;
                case < 95 when _wire.IsConnected: _wire.Cut(); break;
                case >= 95 when !_wire.IsConnected && !_givenUp: _wire.Connect(); break;
            }
        }

        private void DeliverAll()
        {
            while (_wire.HasForWorker || _wire.HasForDispatcher)
            {
                _wire.DeliverToWorker();
                _wire.DeliverToDispatcher();
            }
        }

        private void Assign()
        {
            var job = (ulong)Assigned.Count + 1;
            if (Judgement is null)
                Assigned.Add(job, Assigned.Count + 1);
            _session.Assign(
                new Assignment(job, (int)(job % 3), new byte[] { 1 }, new byte[] { 2, 3 }) { Attempt = 1, Flags = RunFlags.None });
        }

        private void TakeReport()
        {
            if (_reports.TryDequeue(out var report))
                report.Dispose();
        }
    }
}
