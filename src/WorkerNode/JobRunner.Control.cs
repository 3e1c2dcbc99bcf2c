using System.Buffers.Binary;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;

namespace Troupe.WorkerNode;

/// <summary>What the coordinator says beside jobs.</summary>
internal sealed partial class JobRunner
{
    private void Control(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        switch (header.Kind)
        {
            case FrameKind.Define:
                _functions.Define((int)header.Id, message);
                break;
            case FrameKind.Cancel:
                Cancel(
                    header.Id,
                    message.Length > 0 ? (CancelMode)message[0] : CancelMode.FireOrEnd,
                    message.Length > sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(message[1..]) : null);
                break;
            case FrameKind.NestedResult or FrameKind.NestedFault or FrameKind.NestedItems or FrameKind.NestedItemFault:
                Nested.OnMessage(header, message);
                break;
            case FrameKind.Shutdown:
                lock (_gate)
                    _shutdown = true;
                break;
            case FrameKind.SharedReply:
                _parent.OnReply(header.Id, message);
                break;
            case FrameKind.SharedEnded:
                _parent.OnEnded(header.Id, message);
                break;
            case >= FrameKind.ActorMessage and <= FrameKind.ActorStop:
                _actors.Handle(header, message);
                CleanThread.Current.End(); // A message is decoded here, by user code.
                break;
            default:
                throw new ProtocolViolationException($"a coordinator does not send {header.Kind}");
        }
    }

    /// <summary>
    /// "This job still runs" and "end it" are one step here, under the gate: the decision cannot hit the next job.
    /// What the job had finished is in the shared page and not lost.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="mode">How far to go.</param>
    /// <param name="item">The item of a chunk that it is meant for, whose time is up; null when it is meant for the job.</param>
    private void Cancel(ulong id, CancelMode mode, int? item)
    {
        lock (_gate)
        {
            if (_running?.JobId == id)
            {
                if (item is null)
                    End(_running, mode);
                else
                    _running.ItemEnd?.Decide(item.Value, () => _record.RunningItem, () => End(_running, mode));
            }
            else if (id > _lastSeen && (_cancelledAhead ??= []).Count < RememberedCancels)
            {
                _cancelledAhead.Add(id); // A cancel is urgent and may overtake the job it speaks of.
            }
        }
    }

    private static void End(RunningJob job, CancelMode mode)
    {
        if (mode == CancelMode.End || !job.TryCancel())
            OwnProcess.KillGroup();
    }
}
