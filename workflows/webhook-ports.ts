import type { DeliveryAttempt, DeliveryInput } from './contracts/webhook-delivery';
import type { DeliveryNews } from './contracts/webhooks';

export interface WebhookActivities {
  /**
   * Sends a message once, signed for this very moment. What goes wrong with the receiver is a result; it fails only when
   * the subscription cannot be looked up. A second call sends again: receivers know the message by its `webhook-id`.
   */
  deliverWebhook(input: DeliveryInput): Promise<DeliveryAttempt>;
  /** Tells the keeper of the subscriptions how a delivery ended. Telling it twice changes nothing more. */
  noteDelivery(news: Omit<DeliveryNews, 'language'>): Promise<void>;
}
