import { logsCells, parseLogsRow, type LogsRecord } from '../../../domain/logs-row';
import { monitoringCells, parseMonitoringRow, type MonitoringRecord } from '../../../domain/monitoring-row';
import { parseReviewStatus, parseTrackingRow, trackingCells, type TrackingRecord } from '../../../domain/tracking-row';

const ZONE = 'Asia/Jakarta';

function aLogsRecord(overrides: Partial<LogsRecord> = {}): LogsRecord {
  return {
    groupLabel: 'Demo',
    responseAt: '2026-01-05T18:10:00Z',
    key: '123@-4001',
    problemAt: '2026-01-05T16:59:30Z',
    text: 'gagal login',
    mediaType: 'photo',
    mediaUrl: 'https://m/1.jpg',
    opsMessageId: 130,
    opsText: 'sudah direset, MIT -bg',
    solving: 'sudah direset',
    solvedAt: '2026-01-05T18:10:00Z',
    appCode: 'MIT',
    solverName: 'Bagas',
    isOncek: true,
    sla: { responseMin: 0.5, status: 'OK', remainingMin: 14.5 },
    label: 'KENDALA LOGIN',
    ...overrides,
  };
}

function aTrackingRecord(overrides: Partial<TrackingRecord> = {}): TrackingRecord {
  return {
    key: '123',
    text: 'gagal login',
    solving: 'direset',
    label: 'KENDALA LOGIN',
    confidence: 0.876543,
    reviewStatus: 'pending',
    at: '2026-01-05T18:10:00Z',
    source: 'lightgbm',
    ...overrides,
  };
}

describe('a Logs row', () => {
  it('has 20 cells: local dates and times, ids as text, minutes as numbers', () => {
    expect(logsCells(aLogsRecord(), ZONE)).toEqual([
      'Demo',
      '2026-01-06',
      '01:10:00',
      '123@-4001',
      '2026-01-05',
      '23:59:30',
      'gagal login',
      'photo',
      'https://m/1.jpg',
      '130',
      'sudah direset, MIT -bg',
      'sudah direset',
      '01:10:00',
      'MIT',
      'Bagas',
      'true',
      0.5,
      'OK',
      14.5,
      'KENDALA LOGIN',
    ]);
  });

  it('leaves empty what is not known, the three SLA cells together', () => {
    const cells = logsCells(
      aLogsRecord({
        mediaType: null,
        mediaUrl: null,
        solving: null,
        solvedAt: null,
        appCode: null,
        solverName: null,
        isOncek: false,
        sla: null,
        label: null,
      }),
      ZONE,
    );
    expect(cells).toHaveLength(20);
    expect(cells.slice(7, 9)).toEqual([null, null]);
    expect(cells.slice(11)).toEqual([null, null, null, null, 'false', null, null, null, null]);
  });

  it('is read back as it was written', () => {
    expect(parseLogsRow(logsCells(aLogsRecord(), ZONE))).toEqual({
      groupLabel: 'Demo',
      ticketDate: '2026-01-06',
      responseTime: '01:10:00',
      key: '123@-4001',
      problemDate: '2026-01-05',
      problemTime: '23:59:30',
      text: 'gagal login',
      mediaType: 'photo',
      mediaUrl: 'https://m/1.jpg',
      opsMessageId: '130',
      opsText: 'sudah direset, MIT -bg',
      solving: 'sudah direset',
      solveTime: '01:10:00',
      appCode: 'MIT',
      solverName: 'Bagas',
      isOncek: true,
      slaResponseMin: 0.5,
      slaStatus: 'OK',
      slaRemainingMin: 14.5,
      label: 'KENDALA LOGIN',
    });
  });

  it('is read in old formats and when cells are missing', () => {
    const old = parseLogsRow([
      'G',
      '31/12/2025',
      '9:05',
      123,
      '12/31/2025',
      '9.04',
      'x',
      '',
      '',
      130,
      '',
      's',
      '09:10',
      'mit',
      'Eri',
      'TRUE',
      '0,57',
      'BREACHED',
    ]);
    expect(old).toMatchObject({
      ticketDate: '2025-12-31',
      responseTime: '09:05:00',
      key: '123',
      problemDate: '2025-12-31',
      problemTime: '09:04:00',
      opsMessageId: '130',
      appCode: 'MIT',
      isOncek: true,
      slaResponseMin: 0.57,
      slaStatus: 'TERLAMBAT',
      slaRemainingMin: null,
      label: '',
    });
  });
});

describe('an ML_Tracking row', () => {
  it('has 8 cells, its confidence a number of 4 decimals', () => {
    expect(trackingCells(aTrackingRecord(), ZONE)).toEqual([
      '123',
      'gagal login',
      'direset',
      'KENDALA LOGIN',
      0.8765,
      'pending',
      '2026-01-06 01:10:00',
      'lightgbm',
    ]);
  });

  it('cuts both texts to 500 characters', () => {
    const cells = trackingCells(aTrackingRecord({ text: 'a'.repeat(600), solving: `${'b'.repeat(499)}🙏` }), ZONE);
    expect(cells[1]).toHaveLength(500);
    expect(cells[2]).toBe('b'.repeat(499));
  });

  it('is read back, old decimal commas and dates included', () => {
    expect(parseTrackingRow(trackingCells(aTrackingRecord(), ZONE))).toEqual({
      key: '123',
      text: 'gagal login',
      solving: 'direset',
      label: 'KENDALA LOGIN',
      confidence: 0.8765,
      reviewStatus: 'pending',
      reviewStatusText: 'pending',
      timestamp: '2026-01-06 01:10:00',
      source: 'lightgbm',
    });
    expect(parseTrackingRow(['1', 't', '', 'L', '0,57', 'Approved', '06/01/2026 1:10:00'])).toMatchObject({
      confidence: 0.57,
      reviewStatus: 'APPROVED',
      timestamp: '2026-01-06 01:10:00',
      source: '',
    });
  });

  it('keeps an unknown review status as it stands', () => {
    expect(parseTrackingRow(['1', 't', '', 'L', 0.5, 'nanti'])).toMatchObject({
      reviewStatus: null,
      reviewStatusText: 'nanti',
    });
    expect(parseReviewStatus('')).toBeNull();
    expect(parseReviewStatus(' AUTO_APPROVED ')).toBe('auto_approved');
    expect(parseReviewStatus('auto approved')).toBe('auto_approved');
  });
});

describe('a Monitoring row', () => {
  const record: MonitoringRecord = {
    hour: '2026-01-05 09:00',
    totalPredictions: 40,
    avgConfidencePercent: 87.128,
    autoCount: 30,
    reviewCount: 10,
    pendingCount: 6,
    reviewedCount: 4,
    accuracyPercent: 75,
    modelVersion: 'mlflow-v3',
  };

  it('has 9 cells and is read back', () => {
    const cells = monitoringCells(record);
    expect(cells).toEqual(['2026-01-05 09:00', 40, 87.13, 30, 10, 6, 4, 75, 'mlflow-v3']);
    expect(parseMonitoringRow(cells)).toEqual({ ...record, avgConfidencePercent: 87.13 });
  });

  it('leaves accuracy blank where nothing was reviewed', () => {
    const cells = monitoringCells({ ...record, accuracyPercent: null });
    expect(cells[7]).toBeNull();
    expect(parseMonitoringRow(cells)?.accuracyPercent).toBeNull();
  });

  it('reads the old ten columns, where review is high 7 and medium 2 together', () => {
    expect(parseMonitoringRow(['2025-01-05 09:00', '40', '87,5', 30, 7, 2, 1, 4, '75,0', 'v2'])).toEqual({
      hour: '2025-01-05 09:00',
      totalPredictions: 40,
      avgConfidencePercent: 87.5,
      autoCount: 30,
      reviewCount: 9,
      pendingCount: null,
      reviewedCount: 4,
      accuracyPercent: 75,
      modelVersion: 'v2',
    });
  });

  it('is none without an hour', () => {
    expect(parseMonitoringRow(['jumlah', 40])).toBeNull();
    expect(parseMonitoringRow([])).toBeNull();
  });
});
