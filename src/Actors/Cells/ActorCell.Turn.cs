using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Troupe.Actors.Cells;

/// <summary>One turn: signals first, then due timers, then messages, until there is nothing left or the budget is used.</summary>
internal sealed partial class ActorCell
{
    private const int TurnBudget = 256;

    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaited;
    private Action? _continueTurn;
    private object? _awaitedMessage;
    private bool _awaits;

    // Something ran on the instance since its last OnBatchEnd.
    private bool _batchOpen;

    private void RunTurn()
    {
        if (_awaits)
            EndAwait();
        int budget = TurnBudget;
        while (true)
        {
            while (budget > 0 && TakeStep(out ValueTask step, out object? message))
            {
                budget--;
                if (!step.IsCompleted)
                {
                    BeginAwait(step, message);
                    return;
                }

                Complete(step, message);
            }

            EndBatch();
            if (budget == 0)
            {
                // Also from an inline turn: a poster is not captured for longer than one budget.
                HandOver();
                return;
            }

            Volatile.Write(ref _status, Idle);
            Interlocked.MemoryBarrier();
            if (!HasWork || Interlocked.CompareExchange(ref _status, Busy, Idle) != Idle)
                return;
        }
    }

    private bool HasWork =>
        _mailbox.HasSignals
        || (_state is CellState.Running or CellState.Stopped && (_mailbox.HasMessages || Timers.HasDue));

    // Starts working on the next signal, due timer or message; false when there is none to work on.
    private bool TakeStep(out ValueTask step, out object? message)
    {
        message = null;
        if (_mailbox.HasSignals && _mailbox.TryDequeueSignal(out SystemMessage signal))
        {
            try
            {
                step = HandleSignal(signal);
            }
            catch (Exception exception)
            {
                // Only a reference of another assembly can throw here; it must not leave this actor Busy for ever.
                step = ValueTask.CompletedTask;
                System.PublishFailure(new ActorFailure(Self, exception, null, Directive.Resume));
            }

            return true;
        }

        if (_state == CellState.Running)
        {
            if (Timers.HasDue && Timers.TryDequeueDue(out ActorTimer timer))
            {
                message = timer.Message;
                step = timer.TryTake() ? Receive(timer.Message, Self) : ValueTask.CompletedTask;
                return true;
            }

            if (_mailbox.TryDequeue(out Envelope envelope))
            {
                message = envelope.Message;
                step = Receive(message, envelope.Sender);
                return true;
            }
        }
        else if (_state == CellState.Stopped)
        {
            BuryMessages();
        }

        step = default;
        return false;
    }

    private ValueTask Receive(object message, ActorRef? sender)
    {
        try
        {
            if (message.GetType() == typeof(DeferredMessage))
            {
                if (Unsafe.As<DeferredMessage>(message).Resolve(this) is not { } resolved)
                    return ValueTask.CompletedTask;
                message = resolved;
            }

            if (!ReferenceEquals(Sender, sender))
                Sender = sender;
            _batchOpen = true;
            return _instance!.InvokeReceiveAsync(message);
        }
        catch (Exception exception)
        {
            Fail(exception, message);
            return ValueTask.CompletedTask;
        }
    }

    private void Complete(in ValueTask step, object? message)
    {
        if (step.IsCompletedSuccessfully)
        {
            // Lets a pooled source be used again; for a plain completed one this is nothing.
            step.GetAwaiter().GetResult();
            return;
        }

        try
        {
            step.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            Fail(exception, message);
        }
    }

    private void BeginAwait(ValueTask step, object? message)
    {
        _awaited = step.ConfigureAwait(false).GetAwaiter();
        _awaitedMessage = message;
        _awaits = true;
        // Nothing after this line: the step may end, and the turn go on, on another thread at once.
        _awaited.UnsafeOnCompleted(_continueTurn ??= Dispatch);
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept until its continuation runs and read once.")]
    private void EndAwait()
    {
        ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaited = _awaited;
        object? message = _awaitedMessage;
        _awaits = false;
        _awaited = default;
        _awaitedMessage = null;
        try
        {
            awaited.GetResult();
        }
        catch (Exception exception)
        {
            Fail(exception, message);
        }
    }

    // A failed instance gathers no more: its batch stays open until it is resumed, or is dropped with it.
    private void EndBatch()
    {
        Sender = null;
        if (!_batchOpen || _state != CellState.Running)
            return;
        _batchOpen = false;
        try
        {
            _instance!.InvokeOnBatchEnd();
        }
        catch (Exception exception)
        {
            Fail(exception, null);
        }
    }
}
